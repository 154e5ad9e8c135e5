import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';

/** Entries that get their number in one database transaction. */
const BATCH_MAX = 1000;

/**
 * Gives each committed entry the next number of its organization, without a gap. Entries become visible in
 * another order than their ids were made in, so only this number may be used as a cursor.
 */
@Injectable()
export class Numberer {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Numbers up to 1,000 waiting entries of each organization. Any number of workers may call it at once: the
   * row lock lets one of them number an organization, the others pass on.
   * @returns how many entries were numbered; call again at once while it is more than zero.
   */
  async numberOnce(): Promise<number> {
    const waiting = await this.database.rows<{ organization_id: string }>(
      'SELECT DISTINCT organization_id FROM unnumbered_entry',
    );
    let numbered = 0;
    for (const { organization_id } of waiting) {
      numbered += await this.database.inTransaction((tx) => this.numberOrganization(tx, organization_id));
    }
    return numbered;
  }

  private async numberOrganization(tx: Tx, organizationId: string): Promise<number> {
    const last = await this.lockNumbering(tx, organizationId);
    if (last === undefined) return 0;
    const entries: { entry_id: string }[] = await tx.query(
      'SELECT entry_id FROM unnumbered_entry WHERE organization_id = ? ORDER BY entry_id LIMIT ?',
      [organizationId, BATCH_MAX],
    );
    if (entries.length === 0) return 0;
    const numberedAt = await this.momentAfter(tx, organizationId, last);
    await tx.query(
      `INSERT INTO ledger_sequence (organization_id, seq, entry_id, numbered_at)
       VALUES ${entries.map(() => '(?, ?, ?, ?)').join(', ')}`,
      entries.flatMap(({ entry_id }, i) => [
        organizationId,
        (last + BigInt(i) + 1n).toString(),
        entry_id,
        numberedAt,
      ]),
    );
    await tx.query(
      `DELETE FROM unnumbered_entry
        WHERE organization_id = ? AND entry_id IN (${entries.map(() => '?').join(', ')})`,
      [organizationId, ...entries.map(({ entry_id }) => entry_id)],
    );
    await tx.query('UPDATE ledger_numbering SET last_seq = ? WHERE organization_id = ?', [
      (last + BigInt(entries.length)).toString(),
      organizationId,
    ]);
    return entries.length;
  }

  /** The organization's last number, its row now locked; undefined when another worker is numbering. */
  private async lockNumbering(tx: Tx, organizationId: string): Promise<bigint | undefined> {
    const lock = async (): Promise<bigint | undefined> => {
      const [row]: { last_seq: string }[] = await tx.query(
        'SELECT last_seq FROM ledger_numbering WHERE organization_id = ? FOR UPDATE SKIP LOCKED',
        [organizationId],
      );
      return row && BigInt(row.last_seq);
    };
    const last = await lock();
    if (last !== undefined) return last;
    const [standing]: unknown[] = await tx.query('SELECT 1 FROM ledger_numbering WHERE organization_id = ?', [
      organizationId,
    ]);
    if (standing) return undefined;
    await tx.query(
      `INSERT INTO ledger_numbering (organization_id) VALUES (?)
       ON DUPLICATE KEY UPDATE last_seq = ledger_numbering.last_seq`,
      [organizationId],
    );
    return lock();
  }

  /** Now, or the last entry's moment when the clocks of two workers differ: `as_of` never runs backwards. */
  private async momentAfter(tx: Tx, organizationId: string, last: bigint): Promise<Date> {
    const now = this.clock.now();
    const [previous]: { numbered_at: Date }[] = await tx.query(
      'SELECT numbered_at FROM ledger_sequence WHERE organization_id = ? AND seq = ?',
      [organizationId, last.toString()],
    );
    return previous && previous.numbered_at > now ? previous.numbered_at : now;
  }
}
