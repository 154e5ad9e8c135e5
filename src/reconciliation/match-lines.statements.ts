import type { Tx } from '../platform/database/database.js';
import {
  DIFFERS,
  FACT_LINES,
  LINE_FACTS,
  LINE_KINDS,
  type LineKind,
  NOT_MOVED,
  sqlList,
} from './line-kinds.js';
import type { ReconciliationRun, Span } from './run.js';

/** What the passes over a provider account's lines need to know. */
export interface MatchScope {
  readonly run: ReconciliationRun;
  readonly accountId: string;
  /** The whole day: a fact outside it was carried over. */
  readonly day: Span;
  /** Some lines of the day may be matched already. */
  readonly again: boolean;
}

/** A line's sum: it does not add up, or a payment pays us a fee. Settlements books nothing from such a line. */
const ODD = "(l.net <> l.amount - l.fee OR (l.fee < 0 AND f.kind = 'payment_succeeded'))";

const differs = (sign: 1 | -1): string => `
  IF(COALESCE(l.amount <> ${sign === 1 ? '' : '-'}f.amount, TRUE), ${DIFFERS.amount}, 0)
  + IF(COALESCE(l.currency <> f.currency, TRUE), ${DIFFERS.currency}, 0)
  + IF(COALESCE(l.fee <> f.fee, FALSE), ${DIFFERS.fee}, 0)
  + IF(COALESCE(l.status IN (${sqlList(NOT_MOVED)}), FALSE), ${DIFFERS.status}, 0)
  + IF(${ODD}, ${DIFFERS.sum}, 0)`;

/** A pair that is there stays as it is: of two lines about one fact the first has it (the other is D07). */
const KEEP = 'ON DUPLICATE KEY UPDATE run_id = line_match.run_id';

const NOT_PARTED = `NOT EXISTS (SELECT 1 FROM line_parting p WHERE p.statement_line_id = l.id AND p.fact_id = f.id)`;

/** How a pair is written: `pass` 3 when its fact is of another day. */
const pairOf = (kind: LineKind, pass: number): string => `
  INSERT INTO line_match (statement_line_id, fact_id, run_id, pass, differs, day, matched_by)
  SELECT l.id, f.id, ?, IF(f.occurred_at >= ? AND f.occurred_at < ?, ${pass}, 3), ${differs(kind.sign)}, ?, NULL`;

const lines = (kind: LineKind): string => `
  l.provider_account_id = ? AND l.type IN (${sqlList(kind.types)}) AND l.occurred_at >= ? AND l.occurred_at < ?`;

const head = ({ run, day }: MatchScope): unknown[] => [run.id, day.from, day.until, run.day];

/**
 * P1: a line and the fact under the provider's own id, of one slice of the day. Amounts need not be equal: what is
 * not stands in `differs`. @returns how many pairs were made.
 */
export async function matchByProviderId(tx: Tx, scope: MatchScope, slice: Span): Promise<void> {
  for (const kind of LINE_KINDS)
    await tx.query(
      `${pairOf(kind, 1)}
         FROM statement_line l FORCE INDEX (statement_line_by_type)
         ${scope.again ? 'LEFT JOIN line_match m ON m.statement_line_id = l.id' : ''}
         STRAIGHT_JOIN fact f ON f.provider_account_id = ? AND f.kind = '${kind.fact}' AND f.fact_key = l.${kind.key}
        WHERE ${lines(kind)} ${scope.again ? 'AND m.statement_line_id IS NULL' : ''} AND ${NOT_PARTED}
       ${KEEP}`,
      [...head(scope), scope.accountId, scope.accountId, slice.from, slice.until],
    );
}

/** The fact of a line by the merchant's own number: of the attempt, or of the refund. */
const BY_MERCHANT_NO: Readonly<Partial<Record<LineKind['fact'], string>>> = {
  payment_succeeded: `
    JOIN payment_attempt a ON a.id = CONVERT(l.merchant_ref USING ascii) AND a.provider_account_id = l.provider_account_id
    JOIN fact f ON f.payment_attempt_id = a.id AND f.provider_account_id = a.provider_account_id
     AND f.kind = 'payment_succeeded'`,
  refund_succeeded: `
    JOIN fact f ON f.provider_account_id = l.provider_account_id AND f.kind = 'refund_succeeded'
     AND f.fact_key = CONVERT(l.merchant_ref USING ascii)`,
};

/** P2: lines that are left, by our own number of the order or the refund, which some providers hand through. */
export async function matchByMerchantNo(
  tx: Tx,
  scope: MatchScope,
  lineIds: readonly string[],
): Promise<void> {
  for (const kind of LINE_KINDS) {
    const join = BY_MERCHANT_NO[kind.fact];
    if (!join) continue;
    await tx.query(
      `${pairOf(kind, 2)}
         FROM statement_line l
         LEFT JOIN line_match m ON m.statement_line_id = l.id
         ${join}
         LEFT JOIN line_match taken ON taken.fact_id = f.id
        WHERE l.id IN (?) AND l.type IN (${sqlList(kind.types)}) AND m.statement_line_id IS NULL
          AND l.merchant_ref IS NOT NULL AND taken.fact_id IS NULL AND ${NOT_PARTED}
       ${KEEP}`,
      [...head(scope), lineIds],
    );
  }
}

/** Lines of the slice that have no fact, or one that differs or is of another day. Read from indexes alone. */
export async function openLines(tx: Tx, accountId: string, slice: Span): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT l.id FROM statement_line l FORCE INDEX (statement_line_by_type)
       LEFT JOIN line_match m ON m.statement_line_id = l.id
      WHERE l.provider_account_id = ? AND l.type IN (${sqlList(FACT_LINES)})
        AND l.occurred_at >= ? AND l.occurred_at < ?
        AND (m.statement_line_id IS NULL OR m.differs <> 0 OR m.pass = 3)
      ORDER BY l.id`,
    [accountId, slice.from, slice.until],
  );
  return rows.map(({ id }) => id);
}

/** Facts of the slice that have no line. Read from indexes alone. */
export async function openFacts(tx: Tx, accountId: string, slice: Span): Promise<string[]> {
  const rows: { id: string }[] = await tx.query(
    `SELECT f.id FROM fact f FORCE INDEX (fact_by_time)
       LEFT JOIN line_match m ON m.fact_id = f.id
      WHERE f.provider_account_id = ? AND f.occurred_at >= ? AND f.occurred_at < ?
        AND f.kind IN (${sqlList(LINE_FACTS)}) AND m.fact_id IS NULL
      ORDER BY f.id`,
    [accountId, slice.from, slice.until],
  );
  return rows.map(({ id }) => id);
}

/**
 * P3 from the other side: facts of today whose line was stated for an earlier day, of the last three or the next.
 * Takes the ids of facts that are left. @returns nothing; what was paired is found by asking again.
 */
export async function matchCarried(
  tx: Tx,
  { run, accountId }: Pick<MatchScope, 'run' | 'accountId'>,
  factIds: readonly string[],
  pool: Span,
): Promise<void> {
  for (const kind of LINE_KINDS)
    await tx.query(
      `INSERT INTO line_match (statement_line_id, fact_id, run_id, pass, differs, day, matched_by)
       SELECT l.id, f.id, ?, 3, ${differs(kind.sign)}, ?, NULL
         FROM fact f
         JOIN statement_line l ON l.provider_account_id = f.provider_account_id AND l.${kind.key} = f.fact_key
          AND l.type IN (${sqlList(kind.types)}) AND l.occurred_at >= ? AND l.occurred_at < ?
         LEFT JOIN line_match m ON m.statement_line_id = l.id
        WHERE f.id IN (?) AND f.provider_account_id = ? AND f.kind = '${kind.fact}'
          AND m.statement_line_id IS NULL AND ${NOT_PARTED}
       ${KEEP}`,
      [run.id, run.day, pool.from, pool.until, factIds, accountId],
    );
}

/** Pairs a line and a fact because a person says so. @returns whether both were free and of this account. */
export async function pairByHand(
  tx: Tx,
  pair: {
    readonly lineId: string;
    readonly factId: string;
    readonly accountId: string;
    readonly factKind: string;
  },
  by: { readonly runId: string; readonly day: string; readonly staffId: string },
): Promise<boolean> {
  const kind = LINE_KINDS.find(({ fact }) => fact === pair.factKind);
  if (!kind) return false;
  const { affectedRows }: { affectedRows: number } = await tx.query(
    `INSERT INTO line_match (statement_line_id, fact_id, run_id, pass, differs, day, matched_by)
     SELECT l.id, f.id, ?, 9, ${differs(kind.sign)}, ?, ?
       FROM statement_line l JOIN fact f ON f.id = ? AND f.kind = '${kind.fact}' AND f.provider_account_id = ?
      WHERE l.id = ? AND l.provider_account_id = f.provider_account_id AND l.type IN (${sqlList(kind.types)})`,
    [by.runId, by.day, by.staffId, pair.factId, pair.accountId, pair.lineId],
  );
  return affectedRows === 1;
}
