import type { Tx } from '../platform/database/database.js';
import { type OpenFact, type OpenLine, signOf } from './discrepancy.js';
import { LINE_KINDS, type LineKind, sqlList } from './line-kinds.js';

interface LineRow {
  readonly [name: string]: unknown;
  readonly amount: string;
  readonly fee: string;
  readonly factAmount: string | null;
  readonly factFee: string | null;
}

/** Every case of a line's kind: the fact that it should have. */
const byKind = (of: (kind: LineKind) => string, otherwise = 'NULL'): string =>
  `CASE ${LINE_KINDS.filter(({ fact }) => fact !== 'dispute_reinstated')
    .map((kind) => `WHEN l.type IN (${sqlList(kind.types)}) THEN ${of(kind)}`)
    .join(' ')} ELSE ${otherwise} END`;

const FACT_KIND = byKind(({ fact }) => `'${fact}'`);
const FACT_KEY = byKind(({ key }) => `l.${key}`);

const DETAILS = `
  SELECT l.id, l.line_key AS \`key\`, l.type, l.source_key AS sourceKey, l.amount, l.fee, l.currency, l.status,
         l.occurred_at AS occurredAt, m.fact_id AS factId, m.pass, m.differs, f.kind AS factKind,
         f.amount AS factAmount, f.fee AS factFee,
         s.id IS NOT NULL AS sameFact, sm.fact_id IS NOT NULL AS sameFactMatched,
         EXISTS (SELECT 1 FROM provider_account p
                   JOIN fact x ON x.provider_account_id = p.id AND x.kind = ${FACT_KIND} AND x.fact_key = ${FACT_KEY}
                  WHERE p.provider = own.provider AND p.id <> own.id AND m.statement_line_id IS NULL) AS factElsewhere,
         (m.statement_line_id IS NULL AND (
           EXISTS (SELECT 1 FROM payment_attempt a JOIN fact x ON x.payment_attempt_id = a.id AND x.kind = 'payment_expired'
                    WHERE a.provider_account_id = own.id AND ${FACT_KIND} = 'payment_succeeded'
                      AND (a.provider_payment_id = l.provider_payment_id OR a.id = CONVERT(l.merchant_ref USING ascii)))
           OR EXISTS (SELECT 1 FROM refund r WHERE r.provider_account_id = own.id AND r.provider_refund_id = l.source_key
                       AND ${FACT_KIND} = 'refund_succeeded' AND r.state IN ('failed', 'canceled', 'undone'))
         )) AS endedOtherwise
    FROM statement_line l
    JOIN provider_account own ON own.id = l.provider_account_id
    LEFT JOIN line_match m ON m.statement_line_id = l.id
    LEFT JOIN fact f ON f.id = m.fact_id
    LEFT JOIN fact s ON m.statement_line_id IS NULL AND s.provider_account_id = l.provider_account_id
      AND s.kind = ${FACT_KIND} AND s.fact_key = ${FACT_KEY}
    LEFT JOIN line_match sm ON sm.fact_id = s.id
   WHERE l.id IN (?) ORDER BY l.id`;

/** What our books know about these lines; a line that was paired and agrees in the meantime is not among them. */
export async function detailsOfLines(tx: Tx, ids: readonly string[]): Promise<OpenLine[]> {
  const rows: LineRow[] = await tx.query(DETAILS, [ids]);
  return rows.map((row) => {
    const flag = (name: string): boolean => Number(row[name]) === 1;
    return {
      ...(row as unknown as OpenLine),
      amount: BigInt(row.amount),
      fee: BigInt(row.fee),
      pass: Number(row.pass ?? 0),
      differs: Number(row.differs ?? 0),
      factAmount: row.factAmount === null ? null : BigInt(row.factAmount) * signOf(String(row.factKind)),
      factFee: row.factFee === null ? null : BigInt(row.factFee),
      sameFact: flag('sameFact'),
      sameFactMatched: flag('sameFactMatched'),
      factElsewhere: flag('factElsewhere'),
      endedOtherwise: flag('endedOtherwise'),
    };
  });
}

/** The same fact's line, in another account's statement. */
const ELSEWHERE = `CASE ${LINE_KINDS.filter(({ key }) => key !== 'line_key')
  .map(
    ({ fact, key, types }) => `WHEN f.kind = '${fact}' THEN (
      SELECT MIN(l.id) FROM provider_account p
        JOIN statement_line l ON l.provider_account_id = p.id AND l.${key} = f.fact_key AND l.type IN (${sqlList(types)})
       WHERE p.provider = own.provider AND p.id <> own.id)`,
  )
  .join(' ')} END`;

/** What else our books know about facts without a line; amounts signed as in a statement. */
export async function detailsOfFacts(tx: Tx, ids: readonly string[]): Promise<OpenFact[]> {
  const rows: { kind: string; amount: string | null; lineElsewhere: string | null; twin: string }[] =
    await tx.query(
      `SELECT f.id, f.kind, f.fact_key AS \`key\`, f.amount, COALESCE(f.currency, own.currency) AS currency,
              f.occurred_at AS occurredAt, ${ELSEWHERE} AS lineElsewhere,
              (f.kind = 'payment_succeeded' AND EXISTS (
                 SELECT 1 FROM fact t JOIN line_match tm ON tm.fact_id = t.id
                  WHERE t.payment_attempt_id = f.payment_attempt_id AND t.kind = f.kind AND t.id <> f.id
                    AND t.amount = f.amount)) AS twin
         FROM fact f JOIN provider_account own ON own.id = f.provider_account_id
         LEFT JOIN line_match m ON m.fact_id = f.id
        WHERE f.id IN (?) AND m.fact_id IS NULL ORDER BY f.id`,
      [ids],
    );
  return rows.map((row) => ({
    ...(row as unknown as OpenFact),
    amount: BigInt(row.amount ?? 0) * signOf(row.kind),
    twin: Number(row.twin) === 1,
  }));
}
