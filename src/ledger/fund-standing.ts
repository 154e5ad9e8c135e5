import type { Tx } from '../platform/database/database.js';
import { FUND_KINDS } from './chart.js';
import type { FundKind } from './fund.entity.js';

/** What a fund has, minor units of its currency. */
export interface FundStanding {
  readonly fundId: string;
  readonly organizationId: string;
  readonly kind: FundKind;
  readonly currency: string;
  /** What its income, cost and net-asset accounts hold, entries without a number included. */
  readonly balance: bigint;
  /** Promised and not paid yet. */
  readonly reserved: bigint;
  /** What may still be promised: balance − reserved. Below zero when forced outflows overdrew the fund. */
  readonly available: bigint;
}

/** A balance that was added up before: all of the organization's entries up to the number `seq`. */
export interface FundSnapshot {
  readonly fundId: string;
  readonly seq: string;
  readonly balance: string;
}

interface Row {
  organizationId: string;
  kind: FundKind;
  currency: string;
  numbered: string;
  waiting: string;
  reserved: string;
  lastSeq: string | null;
}

const KINDS = FUND_KINDS.map((kind) => `'${kind}'`).join(', ');
const MOVED = `SELECT COALESCE(SUM((c.kind IN (${KINDS})) * t.amount - (d.kind IN (${KINDS})) * t.amount), 0)`;
const OF_FUND = `JOIN transfer t ON t.entry_id = e.entry_id AND t.fund_id = f.id
         JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id`;

/**
 * A fund's standing, in ONE statement: under READ COMMITTED two statements could see a payment between them, its
 * reservation already gone and its entry not there yet. An entry is either numbered or waits for its number, and the
 * numberer moves it at once, so none is missed and none counted twice.
 * @returns null when there is no such fund; `next` is the snapshot that may replace the given one.
 */
export async function readStanding(
  tx: Tx,
  { fundId, seq, balance }: FundSnapshot,
): Promise<{ standing: FundStanding; next: FundSnapshot } | null> {
  const [row]: Row[] = await tx.query(
    `SELECT f.organization_id AS organizationId, f.kind, f.currency,
            (${MOVED} FROM ledger_sequence e ${OF_FUND}
              WHERE e.organization_id = f.organization_id AND e.seq > ?) AS numbered,
            (${MOVED} FROM unnumbered_entry e ${OF_FUND} WHERE e.organization_id = f.organization_id) AS waiting,
            (SELECT COALESCE(SUM(r.amount), 0) FROM fund_reservation r WHERE r.fund_id = f.id) AS reserved,
            (SELECT n.last_seq FROM ledger_numbering n WHERE n.organization_id = f.organization_id) AS lastSeq
       FROM fund f WHERE f.id = ?`,
    [seq, fundId],
  );
  if (!row) return null;
  const numbered = BigInt(balance) + BigInt(row.numbered);
  const whole = numbered + BigInt(row.waiting);
  const reserved = BigInt(row.reserved);
  const { organizationId, kind, currency } = row;
  return {
    standing: {
      fundId,
      organizationId,
      kind,
      currency,
      balance: whole,
      reserved,
      available: whole - reserved,
    },
    next: { fundId, seq: row.lastSeq ?? '0', balance: numbered.toString() },
  };
}
