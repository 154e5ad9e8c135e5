import { Injectable } from '@nestjs/common';
import { Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/database.js';
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

  /** The organization's donor with this address, made when there is none yet. */
  async donorOf(tx: Tx, organizationId: string, mail: string, now: Date): Promise<string> {
    const index = this.mailIndex(organizationId, mail);
    const id = newId();
    await tx.query(
      `INSERT INTO donor (id, organization_id, mail_index, mail_encrypted, created_at) VALUES (?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE id = donor.id`,
      [id, organizationId, index, this.sealMail(id, mail), now],
    );
    const [donor]: { id: string }[] = await tx.query(
      'SELECT id FROM donor WHERE organization_id = ? AND mail_index = ?',
      [organizationId, index],
    );
    if (!donor) throw new Refusal('unavailable', 'try_again');
    return donor.id;
  }

  /** A text that a staff member typed about a donor, bound to the row it stands in. */
  sealText(row: string, text: string): Buffer {
    return this.secrets.encrypt('field', text, row);
  }

  /** Reads what `sealText` sealed for the same row. */
  openText(row: string, sealed: Buffer): string {
    return this.secrets.decrypt('field', sealed, row);
  }

  /** What stands for a text where it must not be read: the same text of the same row gives the same code. */
  codeOf(row: string, text: string | null): string | null {
    return text === null ? null : this.secrets.mac('blind-index', `${row}:${text}`).toString('hex');
  }
}
