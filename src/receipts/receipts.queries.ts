import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { Receipt, type ReceiptState } from './receipt.entity.js';
import { ReceiptCodes } from './receipt-codes.service.js';

/** A receipt in lists and on the gift's own page. */
export interface ReceiptSummary {
  readonly id: string;
  readonly donationId: string;
  readonly number: string;
  readonly state: ReceiptState;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly issuedAt: Date;
  /** What the QR on the page carries. */
  readonly code: string;
}

/** What a stranger with the paper in hand learns: whether it is ours and still stands, and nothing about the person. */
export interface VerifiedReceipt {
  readonly number: string;
  readonly state: ReceiptState;
  readonly amount: bigint;
  readonly currency: string;
  /** The gift's public name as it is today (charity.md 1.6): masked unless the donor chose otherwise. */
  readonly publicDonor: string;
  readonly organizationNameZh: string;
  readonly organizationNameEn: string;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  /** `YYYY-MM-DD` in the organization's zone. */
  readonly paidOn: string;
  readonly issuedAt: Date;
  readonly demo: boolean;
}

/** Read models of the receipts. */
@Injectable()
export class ReceiptsQueries {
  constructor(
    private readonly database: Database,
    private readonly codes: ReceiptCodes,
  ) {}

  /** The donation's receipt that stands, or null while none has been issued. */
  async byDonation(donationId: string): Promise<ReceiptSummary | null> {
    return (await this.byDonations([donationId])).get(donationId) ?? null;
  }

  /** The standing receipts of many donations, by donation id: for the lists of a day. */
  async byDonations(donationIds: readonly string[]): Promise<ReadonlyMap<string, ReceiptSummary>> {
    if (donationIds.length === 0) return new Map();
    const found = await this.database.read.findBy(Receipt, {
      donationId: In([...donationIds]),
      state: 'issued',
    });
    return new Map(found.map((receipt) => [receipt.donationId, this.summary(receipt)]));
  }

  /** What stands behind a verification code; null when the code is not one of ours. */
  async byVerificationCode(code: string): Promise<VerifiedReceipt | null> {
    const id = this.codes.receiptOf(code);
    if (!id) return null;
    const receipt = await this.database.read.findOneBy(Receipt, { id });
    if (!receipt) return null;
    const [donation] = await this.database.rows<{ label: string }>(
      'SELECT public_label AS label FROM donation WHERE id = ?',
      [receipt.donationId],
    );
    const { number, organization, project, paid_on: paidOn, demo } = receipt.snapshot;
    return {
      number,
      state: receipt.state,
      amount: receipt.amount,
      currency: receipt.currency,
      publicDonor: donation?.label ?? '',
      organizationNameZh: organization.name_zh,
      organizationNameEn: organization.name_en,
      projectNameZh: project.name_zh,
      projectNameEn: project.name_en,
      paidOn,
      issuedAt: receipt.issuedAt,
      demo,
    };
  }

  private summary(receipt: Receipt): ReceiptSummary {
    const { id, donationId, state, amount, currency, issuedAt, snapshot } = receipt;
    const code = this.codes.codeOf(id);
    return { id, donationId, number: snapshot.number, state, amount, currency, issuedAt, code };
  }
}
