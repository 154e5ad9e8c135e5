import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import type { Tx } from '../platform/database/database.js';
import { AccountingDays } from './accounting-days.service.js';
import { mirrored, type NewEntry, type NewTransfer, problemsOf } from './entry.js';
import { UnpostableEntry } from './ledger.errors.js';

export { ENTRY_KINDS, type EntryKind, type NewEntry, type NewTransfer } from './entry.js';

/** What makes a reversing entry; everything else is taken from the entry that it undoes. */
export type NewReversal = Pick<
  NewEntry,
  'id' | 'sourceType' | 'sourceId' | 'occurredAt' | 'memo' | 'approvalId'
>;

interface EntryRow {
  organization_id: string;
  subject_type: string;
  subject_id: string;
  project_id: string | null;
  channel_id: string | null;
}

interface TransferRow {
  fund_id: string;
  debit_account_id: string;
  credit_account_id: string;
  amount: string;
  currency: string;
}

const ENTRY_COLUMNS =
  'id, organization_id, kind, source_type, source_id, subject_type, subject_id, project_id, channel_id,' +
  ' occurred_at, booked_on, posted_at, reverses_id, approval_id, memo';
const TRANSFER_COLUMNS =
  'entry_id, leg, organization_id, fund_id, debit_account_id, credit_account_id, amount, currency';

/** Books entries. Nothing here is ever changed or removed again. */
@Injectable()
export class Ledger {
  constructor(
    private readonly days: AccountingDays,
    private readonly clock: Clock,
  ) {}

  /**
   * Posts entries inside the caller's database transaction, in four statements however many they are. Each is
   * booked on the accounting day of its `occurredAt`, or on the next open one. They get their number when the
   * transaction has committed.
   * @throws UnpostableEntry when an entry breaks a rule; error 1062 when a source is booked already.
   */
  async post(tx: Tx, entries: readonly NewEntry[]): Promise<void> {
    if (entries.length === 0) return;
    for (const entry of entries) {
      const problems = problemsOf(entry);
      if (problems.length > 0) throw new UnpostableEntry(entry.id, problems);
    }
    const bookedOn = await this.lockDays(tx, entries);
    const postedAt = this.clock.now();
    await insert(
      tx,
      `entry (${ENTRY_COLUMNS})`,
      entries.map((entry, i) => [
        entry.id,
        entry.organizationId,
        entry.kind,
        entry.sourceType,
        entry.sourceId,
        entry.subjectType,
        entry.subjectId,
        entry.projectId ?? null,
        entry.channelId ?? null,
        entry.occurredAt,
        bookedOn[i],
        postedAt,
        entry.reversesId ?? null,
        entry.approvalId ?? null,
        entry.memo ?? null,
      ]),
    );
    await insert(tx, `transfer (${TRANSFER_COLUMNS})`, entries.flatMap(transferRows));
    await insert(
      tx,
      'unnumbered_entry (organization_id, entry_id)',
      entries.map((entry) => [entry.organizationId, entry.id]),
    );
  }

  /**
   * Posts the entry that undoes another one: same funds, accounts changed over. Each entry is reversible once
   * (unique key); a reversal itself is not undone but followed by a new entry.
   * @throws UnpostableEntry when there is no such entry; error 1062 when it is reversed already.
   */
  async reverse(tx: Tx, entryId: string, reversal: NewReversal): Promise<void> {
    const [entry]: EntryRow[] = await tx.query(
      `SELECT organization_id, subject_type, subject_id, project_id, channel_id FROM entry
        WHERE id = ? AND kind <> 'reversal'`,
      [entryId],
    );
    if (!entry) throw new UnpostableEntry(reversal.id, [`there is no entry ${entryId} that can be reversed`]);
    const rows: TransferRow[] = await tx.query(
      `SELECT fund_id, debit_account_id, credit_account_id, amount, currency FROM transfer
        WHERE entry_id = ? ORDER BY leg`,
      [entryId],
    );
    await this.post(tx, [
      {
        ...reversal,
        organizationId: entry.organization_id,
        kind: 'reversal',
        subjectType: entry.subject_type,
        subjectId: entry.subject_id,
        projectId: entry.project_id,
        channelId: entry.channel_id,
        reversesId: entryId,
        transfers: mirrored(rows.map(toTransfer)),
      },
    ]);
  }

  private async lockDays(tx: Tx, entries: readonly NewEntry[]): Promise<string[]> {
    const wanted: { organizationId: string; day: string }[] = [];
    for (const { organizationId, occurredAt } of entries)
      wanted.push({ organizationId, day: await this.days.dayOf(organizationId, occurredAt, tx) });
    return this.days.lockOpen(tx, wanted);
  }
}

function transferRows(entry: NewEntry): unknown[][] {
  return entry.transfers.map((transfer, leg) => [
    entry.id,
    leg,
    entry.organizationId,
    transfer.fundId,
    transfer.debit,
    transfer.credit,
    transfer.amount.toString(),
    transfer.currency,
  ]);
}

function toTransfer(row: TransferRow): NewTransfer {
  return {
    fundId: row.fund_id,
    debit: row.debit_account_id,
    credit: row.credit_account_id,
    amount: BigInt(row.amount),
    currency: row.currency,
  };
}

/** One multi-row INSERT. All rows have as many values as the target names columns. */
async function insert(tx: Tx, target: string, rows: readonly unknown[][]): Promise<void> {
  await tx.query(`INSERT INTO ${target} VALUES ?`, [rows]);
}
