import { Injectable } from '@nestjs/common';
import { DonorDetails } from '../donations/donor-details.service.js';
import { Secrets } from '../platform/secrets/secrets.js';
import type { BookedGift } from './booked-gifts.js';
import { UNNAMED_DONOR } from './receipt.snapshot.js';

/** The donor's name on a receipt: encrypted beside it, bound to its row. */
@Injectable()
export class ReceiptNames {
  constructor(
    private readonly secrets: Secrets,
    private readonly donors: DonorDetails,
  ) {}

  /** The name as it is kept with a receipt; null for a donor who gave none. */
  seal(receiptId: string, name: string | null): Buffer | null {
    return name === null ? null : this.secrets.encrypt('field', name, contextOf(receiptId));
  }

  /** The name that stands on a receipt, or null when the donor gave none. */
  open({ id, nameEncrypted }: { readonly id: string; readonly nameEncrypted: Buffer | null }): string | null {
    return nameEncrypted && this.secrets.decrypt('field', nameEncrypted, contextOf(id));
  }

  /** The donor as a receipt names them, in Chinese also when they gave no name. */
  donorOf(receipt: { readonly id: string; readonly nameEncrypted: Buffer | null }): string {
    return this.open(receipt) ?? UNNAMED_DONOR;
  }

  /** The name that the donor gave with a gift, or null. */
  ofGift({ donationId, nameEncrypted }: BookedGift): string | null {
    return (nameEncrypted && this.donors.openName(donationId, nameEncrypted)) || null;
  }

  /** The corrected name that somebody asked for on a receipt, kept until it is agreed to. */
  sealCorrection(receiptId: string, name: string): Buffer {
    return this.secrets.encrypt('field', name, correctionOf(receiptId));
  }

  openCorrection(receiptId: string, sealed: Buffer): string {
    return this.secrets.decrypt('field', sealed, correctionOf(receiptId));
  }

  /** Tells two names apart without telling either: what an approval is bound to. */
  fingerprint(receiptId: string, name: string): string {
    return this.secrets.mac('blind-index', `receipt-name:${receiptId}:${name}`).toString('hex').slice(0, 32);
  }
}

const contextOf = (receiptId: string) => `receipt:${receiptId}`;
const correctionOf = (receiptId: string) => `receipt-correction:${receiptId}`;
