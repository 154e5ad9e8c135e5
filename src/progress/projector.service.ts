import { Injectable } from '@nestjs/common';
import type { EntryKind } from '../ledger/ledger.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { type ChannelledChange, writeChannelEntries } from './channel-entries.store.js';
import { CHANGING_KINDS, changeBy } from './effect.js';
import { OWN } from './effects.statements.js';
import { advance } from './numbers.js';
import { readStanding, writeStanding } from './standing.store.js';

/** Rung when public numbers have changed: web processes listen. */
export const PROGRESS_CHANGED = 'progress.changed';

/** Ledger numbers that are taken in one database transaction. */
const BATCH_MAX = 2000n;

interface ChangeRow {
  seq: string;
  numbered_at: Date;
  project_id: string;
  subject_id: string;
  kind: EntryKind;
  undone_kind: EntryKind | null;
  donor_id: string | null;
  movement: string;
  channel_id: string | null;
  currency: string;
  occurred_at: Date;
  booked_on: string;
}

/** How far one organization was followed. */
interface Followed {
  readonly ledgerSeq: bigint;
  /** Behind `ledgerSeq` only where entries were counted before channels were kept. */
  readonly channelSeq: bigint;
}

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Entries that may change numbers, with what they move on income and net-asset accounts. */
const CHANGES = `SELECT s.seq, MAX(s.numbered_at) AS numbered_at, MAX(e.project_id) AS project_id,
       MAX(e.subject_id) AS subject_id, MAX(e.kind) AS kind, MAX(r.kind) AS undone_kind, MAX(g.donor_id) AS donor_id,
       MAX(e.channel_id) AS channel_id, MAX(t.currency) AS currency, MAX(e.occurred_at) AS occurred_at,
       MAX(e.booked_on) AS booked_on,
       SUM(CASE WHEN c.kind IN (${OWN}) THEN t.amount ELSE 0 END)
     - SUM(CASE WHEN d.kind IN (${OWN}) THEN t.amount ELSE 0 END) AS movement
  FROM ledger_sequence s
  JOIN entry e ON e.id = s.entry_id AND e.project_id IS NOT NULL AND e.kind IN (${quoted(CHANGING_KINDS)})
  JOIN transfer t ON t.entry_id = e.id
  JOIN account d ON d.id = t.debit_account_id
  JOIN account c ON c.id = t.credit_account_id
  LEFT JOIN entry r ON r.id = e.reverses_id
  LEFT JOIN donation g ON g.id = e.subject_id AND g.organization_id = e.organization_id
 WHERE s.organization_id = ? AND s.seq > ? AND s.seq <= ?
 GROUP BY s.seq ORDER BY s.seq`;

/**
 * Follows the ledger's numbers and keeps each project's public numbers. Entry, gift and cursor move together in
 * one database transaction, so a gift is never counted twice and never missed.
 */
@Injectable()
export class Projector {
  constructor(
    private readonly database: Database,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * Takes up to 2,000 ledger numbers of each organization that has new ones. Any number of workers may call it:
   * the cursor's row lock lets one of them through per organization.
   * @returns how many ledger numbers were taken; call again at once while it is more than zero.
   */
  async projectOnce(): Promise<number> {
    const behind = await this.database.rows<{ organization_id: string }>(
      `SELECT n.organization_id FROM ledger_numbering n
         LEFT JOIN progress_cursor c ON c.organization_id = n.organization_id
        WHERE n.last_seq > COALESCE(c.ledger_seq, 0) OR c.channel_seq < c.ledger_seq`,
    );
    let taken = 0n;
    for (const { organization_id } of behind)
      taken += await this.database.inTransaction((tx) => this.follow(tx, organization_id));
    if (taken > 0n) this.doorbell.ring(PROGRESS_CHANGED);
    return Number(taken);
  }

  private async follow(tx: Tx, organizationId: string): Promise<bigint> {
    const from = await this.lockCursor(tx, organizationId);
    if (from === undefined) return 0n;
    if (from.channelSeq < from.ledgerSeq) return this.catchUp(tx, organizationId, from);
    const [numbering]: { last_seq: string }[] = await tx.query(
      'SELECT last_seq FROM ledger_numbering WHERE organization_id = ?',
      [organizationId],
    );
    const to = batchEnd(from.ledgerSeq, BigInt(numbering?.last_seq ?? '0'));
    if (to === from.ledgerSeq) return 0n;
    const changes = await changesOf(tx, organizationId, from.ledgerSeq, to);
    if (changes.length > 0) {
      const standing = await readStanding(tx, changes);
      advance(standing, changes);
      await writeStanding(tx, organizationId, standing);
      await writeChannelEntries(tx, organizationId, from.ledgerSeq, changes);
    }
    await tx.query('UPDATE progress_cursor SET ledger_seq = ?, channel_seq = ? WHERE organization_id = ?', [
      to.toString(),
      to.toString(),
      organizationId,
    ]);
    return to - from.ledgerSeq;
  }

  /** Writes the channel entries of numbers that the projects' numbers already contain. */
  private async catchUp(tx: Tx, organizationId: string, from: Followed): Promise<bigint> {
    const to = batchEnd(from.channelSeq, from.ledgerSeq);
    const changes = await changesOf(tx, organizationId, from.channelSeq, to);
    await writeChannelEntries(tx, organizationId, from.channelSeq, changes);
    await tx.query('UPDATE progress_cursor SET channel_seq = ? WHERE organization_id = ?', [
      to.toString(),
      organizationId,
    ]);
    return to - from.channelSeq;
  }

  /** How far this organization was followed, its row now locked; undefined when another worker follows it. */
  private async lockCursor(tx: Tx, organizationId: string): Promise<Followed | undefined> {
    const lock = async (): Promise<Followed | undefined> => {
      const [row]: { ledger_seq: string; channel_seq: string }[] = await tx.query(
        'SELECT ledger_seq, channel_seq FROM progress_cursor WHERE organization_id = ? FOR UPDATE SKIP LOCKED',
        [organizationId],
      );
      return row && { ledgerSeq: BigInt(row.ledger_seq), channelSeq: BigInt(row.channel_seq) };
    };
    const from = await lock();
    if (from !== undefined) return from;
    const [standing]: unknown[] = await tx.query('SELECT 1 FROM progress_cursor WHERE organization_id = ?', [
      organizationId,
    ]);
    if (standing) return undefined;
    await tx.query(
      `INSERT INTO progress_cursor (organization_id) VALUES (?)
       ON DUPLICATE KEY UPDATE ledger_seq = progress_cursor.ledger_seq`,
      [organizationId],
    );
    return lock();
  }
}

const batchEnd = (from: bigint, last: bigint): bigint => (last < from + BATCH_MAX ? last : from + BATCH_MAX);

/** What the numbers after `from` up to `to` changed, in the order of the ledger. */
async function changesOf(
  tx: Tx,
  organizationId: string,
  from: bigint,
  to: bigint,
): Promise<ChannelledChange[]> {
  const rows: ChangeRow[] = await tx.query(CHANGES, [organizationId, from.toString(), to.toString()]);
  return rows.map(toChange).filter(({ raised, refunded }) => raised !== 0n || refunded !== 0n);
}

function toChange(row: ChangeRow): ChannelledChange {
  return {
    ledgerSeq: BigInt(row.seq),
    numberedAt: row.numbered_at,
    projectId: row.project_id,
    giftId: row.subject_id,
    donorKey: row.donor_id ?? row.subject_id,
    channelId: row.channel_id,
    currency: row.currency,
    occurredAt: row.occurred_at,
    bookedOn: row.booked_on,
    ...changeBy(row.kind, BigInt(row.movement), row.undone_kind),
  };
}
