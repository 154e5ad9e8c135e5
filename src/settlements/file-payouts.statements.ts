import type { Tx } from '../platform/database/database.js';

/** A payout as a fund-flow bill states it, while its lines are not known. */
export interface FilePayout {
  readonly lineId: string;
  readonly payoutId: string;
  /** Minor units that left for our bank. */
  readonly amount: bigint;
  readonly currency: string;
  /** The account's balance after it; null where the file gives none. */
  readonly balanceAfter: bigint | null;
  readonly occurredAt: Date;
  readonly settlementId: string | null;
}

/** A movement of our balance that a fund-flow bill states. */
const FLOW = "statement_line l JOIN statement_file f ON f.id = l.file_id AND f.bill = 'flow'";
const IS_PAYOUT = "(l.type = 'payout' AND l.amount < 0)";
/** Movements that happened before another: by time, and within one second in the order of the bill. */
const BEFORE = '(l.occurred_at < ? OR l.occurred_at = ? AND l.id < ?)';
/** What moved before a payout and is in none yet. */
const SINCE = `l.provider_account_id = ? AND NOT ${IS_PAYOUT} AND ${BEFORE} AND NOT EXISTS (
    SELECT 1 FROM settlement_line k WHERE k.provider_account_id = l.provider_account_id AND k.line_key = l.line_key)
  AND l.currency = ? AND (? IS NULL OR l.occurred_at > ? OR l.occurred_at = ? AND l.id > ?)`;

interface Moment {
  readonly lineId: string;
  readonly occurredAt: Date;
  readonly balanceAfter: string | null;
}

/** Payouts whose lines are not known yet, in the order in which they happened. */
export async function openPayouts(tx: Tx, accountId: string): Promise<FilePayout[]> {
  const rows: (Omit<FilePayout, 'amount' | 'balanceAfter'> & {
    amount: string;
    balanceAfter: string | null;
  })[] = await tx.query(
    `SELECT l.id AS lineId, COALESCE(l.source_key, l.line_key) AS payoutId, -l.amount AS amount, l.currency,
            l.balance_after AS balanceAfter, l.occurred_at AS occurredAt, s.id AS settlementId
       FROM ${FLOW}
       LEFT JOIN settlement s ON s.provider_account_id = l.provider_account_id
         AND s.provider_payout_id = COALESCE(l.source_key, l.line_key)
      WHERE l.provider_account_id = ? AND ${IS_PAYOUT} AND s.lines_imported_at IS NULL
      ORDER BY l.occurred_at, l.id`,
    [accountId],
  );
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount), balanceAfter: whole(row.balanceAfter) }));
}

/**
 * What the account held when the payout before this one was done, or, for the first that we know, before our first line
 * of it; null when the bills give no balances.
 */
export async function balanceBefore(tx: Tx, accountId: string, payout: FilePayout): Promise<bigint | null> {
  if (payout.balanceAfter === null) return null;
  const last = await payoutBefore(tx, accountId, payout);
  if (last) return whole(last.balanceAfter);
  const [first]: { opening: string | null }[] = await tx.query(
    `SELECT l.balance_after - l.net AS opening FROM ${FLOW}
      WHERE l.provider_account_id = ? AND l.currency = ? ORDER BY l.occurred_at, l.id LIMIT 1`,
    [accountId, payout.currency],
  );
  return whole(first?.opening ?? null);
}

/** What moved since the payout before, minor units. */
export async function flowSince(tx: Tx, accountId: string, payout: FilePayout): Promise<bigint> {
  const [row]: { net: string | null }[] = await tx.query(
    `SELECT SUM(l.net) AS net FROM ${FLOW} WHERE ${SINCE}`,
    await sinceOf(tx, accountId, payout),
  );
  return BigInt(row?.net ?? 0);
}

/** Says of what moved since the payout before that this one pays it out. */
export async function settleFlow(
  tx: Tx,
  accountId: string,
  payout: FilePayout,
  settlementId: string,
): Promise<void> {
  await tx.query(
    `INSERT INTO settlement_line (provider_account_id, line_key, settlement_id)
     SELECT l.provider_account_id, l.line_key, ? FROM ${FLOW} WHERE ${SINCE}`,
    [settlementId, ...(await sinceOf(tx, accountId, payout))],
  );
}

/** Notes what lay in the account before and after. */
export async function carry(tx: Tx, settlementId: string, into: bigint, out: bigint): Promise<void> {
  await tx.query('UPDATE settlement SET carried_in = ?, carried_out = ? WHERE id = ?', [
    into.toString(),
    out.toString(),
    settlementId,
  ]);
}

async function sinceOf(tx: Tx, accountId: string, payout: FilePayout): Promise<unknown[]> {
  const last = await payoutBefore(tx, accountId, payout);
  const from = last?.occurredAt ?? null;
  return [
    ...[accountId, payout.occurredAt, payout.occurredAt, payout.lineId, payout.currency],
    ...[from, from, from, last?.lineId ?? null],
  ];
}

async function payoutBefore(
  tx: Tx,
  accountId: string,
  { occurredAt, lineId, currency }: FilePayout,
): Promise<Moment | null> {
  const [last]: Moment[] = await tx.query(
    `SELECT l.id AS lineId, l.occurred_at AS occurredAt, l.balance_after AS balanceAfter FROM ${FLOW}
      WHERE l.provider_account_id = ? AND ${IS_PAYOUT} AND l.currency = ? AND ${BEFORE}
      ORDER BY l.occurred_at DESC, l.id DESC LIMIT 1`,
    [accountId, currency, occurredAt, occurredAt, lineId],
  );
  return last ?? null;
}

function whole(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
