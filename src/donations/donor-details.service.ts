import { Injectable } from '@nestjs/common';
import { Secrets } from '../platform/secrets/secrets.js';

/**
 * How a donor's name and address are kept: encrypted, each bound to its row, so that a value copied into another row
 * cannot be read there. The only place that knows these bindings.
 */
@Injectable()
export class DonorDetails {
  constructor(private readonly secrets: Secrets) {}

  /** For `donation.name_encrypted`. */
  sealName(donationId: string, name: string): Buffer {
    return this.secrets.encrypt('field', name, `donation:${donationId}`);
  }

  /** Reads `donation.name_encrypted`. @throws when it was altered or belongs to another donation. */
  openName(donationId: string, sealed: Buffer): string {
    return this.secrets.decrypt('field', sealed, `donation:${donationId}`);
  }

  /** For `donor.mail_encrypted`. */
  sealMail(donorId: string, mail: string): Buffer {
    return this.secrets.encrypt('field', mail, `donor:${donorId}`);
  }

  /** Reads `donor.mail_encrypted`. @throws when it was altered or belongs to another donor. */
  openMail(donorId: string, sealed: Buffer): string {
    return this.secrets.decrypt('field', sealed, `donor:${donorId}`);
  }

  /** For `donor.mail_index`: finds the donor of an address within an organization without reading any address. */
  mailIndex(organizationId: string, mail: string): Buffer {
    return this.secrets.mac('blind-index', `${organizationId}:${mail.trim().toLowerCase()}`);
  }
}
