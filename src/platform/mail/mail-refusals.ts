import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import { redact } from '../http/redact.js';
import type { Schedule } from '../schedules/schedule.js';
import { Secrets } from '../secrets/secrets.js';
import { maskAddress } from './mail-address.js';

/** An address that a mail server refused for good, as staff may see it. */
export interface RefusedAddress {
  /** Names the row, and gives nothing of the address back. */
  readonly key: string;
  readonly masked: string;
  readonly reason: string;
  readonly refusedAt: Date;
}

const REASON_MAX = 300;
const KEPT_DAYS = 180;
const DAY_SECONDS = 86_400;

/**
 * Addresses that no mail to many is sent to any more. A receipt is still tried, since its donor waits for it; when it
 * arrives, the address is good again. Marks go after half a year: mailboxes come back.
 */
@Injectable()
export class MailRefusals {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
  ) {}

  get schedule(): Schedule {
    return { name: 'mail.refusals', everySeconds: DAY_SECONDS, run: () => this.forgetOld() };
  }

  /** Which of these addresses are marked in the organization. */
  async refusedOf(
    organizationId: string | null,
    addresses: readonly string[],
    tx?: Tx,
  ): Promise<Set<string>> {
    if (addresses.length === 0) return new Set();
    const byIndex = new Map(addresses.map((each) => [this.index(each).toString('hex'), each]));
    const rows = await this.database.rows<{ index: Buffer }>(
      'SELECT address_index AS `index` FROM mail_refusal WHERE organization_id = ? AND address_index IN (?)',
      [organizationId ?? '', addresses.map((each) => this.index(each))],
      tx,
    );
    return new Set(rows.flatMap(({ index }) => byIndex.get(index.toString('hex')) ?? []));
  }

  /** Marks an address; said again, the newest reason stands. */
  async mark(tx: Tx, organizationId: string | null, address: string, reason: string): Promise<void> {
    await tx.query(
      `INSERT INTO mail_refusal (organization_id, address_index, address_masked, reason, refused_at)
       VALUES (?, ?, ?, ?, UTC_TIMESTAMP(6))
       ON DUPLICATE KEY UPDATE reason = VALUES(reason), refused_at = VALUES(refused_at)`,
      [organizationId ?? '', this.index(address), maskAddress(address), this.reasonOf(reason)],
    );
  }

  /** A mail has arrived: the address is good. */
  async unmark(tx: Tx, organizationId: string | null, address: string): Promise<void> {
    await tx.query('DELETE FROM mail_refusal WHERE organization_id = ? AND address_index = ?', [
      organizationId ?? '',
      this.index(address),
    ]);
  }

  /** What a server said, short and without the address. */
  reasonOf(answer: string): string {
    return redact(answer).slice(0, REASON_MAX);
  }

  /** The organization's marked addresses, the newest first. */
  async ofOrganization(
    organizationId: string,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<RefusedAddress[]> {
    return this.database.rows<RefusedAddress>(
      `SELECT LOWER(HEX(address_index)) AS \`key\`, address_masked AS masked, reason, refused_at AS refusedAt
         FROM mail_refusal WHERE organization_id = ? ORDER BY refused_at DESC, address_index LIMIT ? OFFSET ?`,
      [organizationId, limit, skip],
    );
  }

  async countOf(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM mail_refusal WHERE organization_id = ?',
      [organizationId],
    );
    return Number(row?.n ?? 0);
  }

  /** Takes a mark away by its key. @returns whether there was one. */
  async clear(tx: Tx, organizationId: string, key: string): Promise<boolean> {
    if (!/^[0-9a-f]{64}$/.test(key)) return false;
    const { affectedRows }: { affectedRows: number } = await tx.query(
      'DELETE FROM mail_refusal WHERE organization_id = ? AND address_index = ?',
      [organizationId, Buffer.from(key, 'hex')],
    );
    return affectedRows === 1;
  }

  private async forgetOld(): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query(
        `DELETE FROM mail_refusal WHERE refused_at < UTC_TIMESTAMP(6) - INTERVAL ${KEPT_DAYS} DAY LIMIT 10000`,
      ),
    );
  }

  private index(address: string): Buffer {
    return this.secrets.mac('blind-index', `mail-address:${address.trim().toLowerCase()}`);
  }
}
