import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { DayState } from './accounting-days.service.js';
import { type AccountCode, FUND_KINDS } from './chart.js';
import type { EntryKind } from './entry.js';

/** A numbered entry's place in its organization's books. */
export interface EntryNumber {
  readonly entryId: string;
  readonly ledgerSeq: bigint;
  readonly numberedAt: Date;
}

/** Totals of one account over the entries up to a number, minor units. */
export interface TrialBalanceLine {
  readonly code: AccountCode;
  readonly currency: string;
  readonly providerAccountKey: string;
  readonly debit: bigint;
  readonly credit: bigint;
}

/** An entry as lists show it. `amount` is the sum of its transfers, minor units. */
export interface EntryLine {
  readonly id: string;
  readonly kind: EntryKind;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly projectId: string | null;
  readonly occurredAt: Date;
  readonly bookedOn: string;
  readonly memo: string | null;
  readonly amount: bigint;
  readonly currency: string;
  /** null until the numberer has passed, normally less than a second. */
  readonly ledgerSeq: bigint | null;
}

/** Totals of one kind of entry on one accounting day. */
export interface DayTotal {
  readonly kind: EntryKind;
  readonly currency: string;
  readonly entries: number;
  readonly amount: bigint;
}

const KINDS = FUND_KINDS.map((kind) => `'${kind}'`).join(', ');
const ENTRY_LINE = `SELECT e.id, e.kind, e.subject_type AS subjectType, e.subject_id AS subjectId,
         e.project_id AS projectId, e.occurred_at AS occurredAt, e.booked_on AS bookedOn, e.memo,
         SUM(t.amount) AS amount, MIN(t.currency) AS currency, MAX(s.seq) AS ledgerSeq
    FROM entry e JOIN transfer t ON t.entry_id = e.id LEFT JOIN ledger_sequence s ON s.entry_id = e.id`;

type EntryLineRow = Omit<EntryLine, 'amount' | 'ledgerSeq'> & { amount: string; ledgerSeq: string | null };

/** Read models of the books. Balances are those of a ledger number, so that they can be named and repeated. */
@Injectable()
export class LedgerQueries {
  constructor(private readonly database: Database) {}

  /** Numbers of those of the entries that have one. */
  async sequenceOf(entryIds: readonly string[]): Promise<Map<string, EntryNumber>> {
    if (entryIds.length === 0) return new Map();
    const rows = await this.database.rows<{ entry_id: string; seq: string; numbered_at: Date }>(
      `SELECT entry_id, seq, numbered_at FROM ledger_sequence WHERE entry_id IN (${entryIds.map(() => '?').join(', ')})`,
      entryIds,
    );
    return new Map(
      rows.map((row) => [
        row.entry_id,
        { entryId: row.entry_id, ledgerSeq: BigInt(row.seq), numberedAt: row.numbered_at },
      ]),
    );
  }

  /** The entry made from a source, or null when the source is not booked (or belongs to another organization). */
  async entryBySource(
    organizationId: string,
    sourceType: string,
    sourceId: string,
  ): Promise<EntryLine | null> {
    const [line] = await this.lines(
      `${ENTRY_LINE} WHERE e.organization_id = ? AND e.source_type = ? AND e.source_id = ? GROUP BY e.id`,
      [organizationId, sourceType, sourceId],
    );
    return line ?? null;
  }

  /** All entries about one thing, oldest first: a gift with its fee, refunds and reversals. */
  entriesOfSubject(organizationId: string, subjectType: string, subjectId: string): Promise<EntryLine[]> {
    return this.lines(
      `${ENTRY_LINE} WHERE e.organization_id = ? AND e.subject_type = ? AND e.subject_id = ?
        GROUP BY e.id ORDER BY e.id`,
      [organizationId, subjectType, subjectId],
    );
  }

  /** How many entries of each kind an accounting day has, and their sums. */
  async dayTotals(organizationId: string, day: string, tx?: Tx): Promise<DayTotal[]> {
    const rows = await this.database.rows<Omit<DayTotal, 'entries' | 'amount'> & { n: string; sum: string }>(
      `SELECT e.kind, t.currency, COUNT(DISTINCT e.id) AS n, SUM(t.amount) AS sum
         FROM entry e JOIN transfer t ON t.entry_id = e.id
        WHERE e.organization_id = ? AND e.booked_on = ? GROUP BY e.kind, t.currency ORDER BY e.kind, t.currency`,
      [organizationId, day],
      tx,
    );
    return rows.map(({ kind, currency, n, sum }) => ({
      kind,
      currency,
      entries: Number(n),
      amount: BigInt(sum),
    }));
  }

  /** Whether an accounting day is closed; a day that nobody closed is open. */
  async stateOfDay(organizationId: string, day: string, tx?: Tx): Promise<DayState> {
    const [row] = await this.database.rows<{ state: DayState }>(
      'SELECT state FROM accounting_day WHERE organization_id = ? AND day = ?',
      [organizationId, day],
      tx,
    );
    return row?.state ?? 'open';
  }

  /** The last number of the organization's books; 0 when nothing is numbered yet. */
  async lastSeq(organizationId: string): Promise<bigint> {
    const [row] = await this.database.rows<{ last_seq: string }>(
      'SELECT last_seq FROM ledger_numbering WHERE organization_id = ?',
      [organizationId],
    );
    return BigInt(row?.last_seq ?? '0');
  }

  /** Entries of all organizations that wait for their number, and how long the oldest has, in seconds. */
  async waitingForNumber(): Promise<{ entries: number; oldestSeconds: number }> {
    const [row] = await this.database.rows<{ entries: string; oldest: string | null }>(
      `SELECT COUNT(*) AS entries, TIMESTAMPDIFF(SECOND, MIN(queued_at), UTC_TIMESTAMP(6)) AS oldest
         FROM unnumbered_entry`,
    );
    return { entries: Number(row?.entries ?? 0), oldestSeconds: Number(row?.oldest ?? 0) };
  }

  /** Numbered entries of all organizations that no sealed block holds yet. */
  async unsealed(): Promise<number> {
    const [row] = await this.database.rows<{ n: string | null }>(
      `SELECT SUM(n.last_seq - COALESCE((SELECT MAX(b.to_seq) FROM ledger_seal b
                                          WHERE b.organization_id = n.organization_id), 0)) AS n
         FROM ledger_numbering n`,
    );
    return Number(row?.n ?? 0);
  }

  /** Debit and credit totals of every account over the entries up to `atSeq` (default: all numbered ones). */
  async trialBalance(organizationId: string, atSeq?: bigint): Promise<TrialBalanceLine[]> {
    const seq = (atSeq ?? (await this.lastSeq(organizationId))).toString();
    const side = (column: string, debit: string, credit: string) =>
      `SELECT t.${column} AS account_id, ${debit} AS debit, ${credit} AS credit
         FROM ledger_sequence s JOIN transfer t ON t.entry_id = s.entry_id
        WHERE s.organization_id = ? AND s.seq <= ?`;
    const rows = await this.database.rows<
      Omit<TrialBalanceLine, 'debit' | 'credit'> & { debit: string; credit: string }
    >(
      `SELECT a.code, a.currency, a.provider_account_key AS providerAccountKey,
              SUM(m.debit) AS debit, SUM(m.credit) AS credit
         FROM (${side('debit_account_id', 't.amount', '0')}
               UNION ALL ${side('credit_account_id', '0', 't.amount')}) m
         JOIN account a ON a.id = m.account_id
        GROUP BY a.id, a.code, a.currency, a.provider_account_key
        ORDER BY a.code, a.currency, a.provider_account_key`,
      [organizationId, seq, organizationId, seq],
    );
    return rows.map((row) => ({ ...row, debit: BigInt(row.debit), credit: BigInt(row.credit) }));
  }

  /** What an account holds at the end of an accounting day, debits less credits, all provider accounts together. */
  async balanceOn(
    organizationId: string,
    code: AccountCode,
    currency: string,
    day: string,
    tx?: Tx,
  ): Promise<bigint> {
    const balances = await this.balancesOn(organizationId, day, [code], tx);
    return balances.find((each) => each.currency === currency)?.amount ?? 0n;
  }

  /** What accounts hold at the end of an accounting day, debits less credits, by code and currency. */
  async balancesOn(
    organizationId: string,
    day: string,
    codes: readonly AccountCode[],
    tx?: Tx,
  ): Promise<{ code: AccountCode; currency: string; amount: bigint }[]> {
    const side = (column: string, sign: string) =>
      `SELECT a.code, a.currency, ${sign}t.amount AS amount FROM account a JOIN transfer t ON t.${column} = a.id
         JOIN entry e ON e.id = t.entry_id
        WHERE a.organization_id = ? AND a.code IN (?) AND e.booked_on <= ?`;
    const values = [organizationId, codes, day];
    const rows = await this.database.rows<{ code: AccountCode; currency: string; amount: string }>(
      `SELECT code, currency, SUM(amount) AS amount
         FROM (${side('debit_account_id', '')} UNION ALL ${side('credit_account_id', '-')}) moved
        GROUP BY code, currency ORDER BY code, currency`,
      [...values, ...values],
      tx,
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }

  /**
   * A fund's balance, minor units of its currency: what its income, cost and net-asset accounts hold over the
   * entries up to `atSeq` (default: all numbered ones). Negative when forced outflows overdrew it.
   */
  async fundBalance(fundId: string, atSeq?: bigint): Promise<bigint> {
    const [row] = await this.database.rows<{ balance: string | null }>(
      `SELECT SUM(CASE WHEN c.kind IN (${KINDS}) THEN t.amount ELSE 0 END)
            - SUM(CASE WHEN d.kind IN (${KINDS}) THEN t.amount ELSE 0 END) AS balance
         FROM transfer t
         JOIN ledger_sequence s ON s.entry_id = t.entry_id
         JOIN account d ON d.id = t.debit_account_id
         JOIN account c ON c.id = t.credit_account_id
        WHERE t.fund_id = ? ${atSeq === undefined ? '' : 'AND s.seq <= ?'}`,
      atSeq === undefined ? [fundId] : [fundId, atSeq.toString()],
    );
    return BigInt(row?.balance ?? '0');
  }

  private async lines(sql: string, parameters: readonly unknown[]): Promise<EntryLine[]> {
    const rows = await this.database.rows<EntryLineRow>(sql, parameters);
    return rows.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
      ledgerSeq: row.ledgerSeq === null ? null : BigInt(row.ledgerSeq),
    }));
  }
}
