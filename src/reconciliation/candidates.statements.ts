import type { Database } from '../platform/database/database.js';
import { nearest } from './bank.js';
import { freeItems, linesToMatch } from './bank.statements.js';
import { itemsAround } from './bank-run.service.js';
import type { DiscrepancyRow } from './queries.statements.js';

/** Why two were not matched, as codes that the console puts into words. */
export type Why = 'amount' | 'currency' | 'day' | 'time' | 'key' | 'kind' | 'matched' | 'reference';

/** Something of the other side that a difference may belong to. */
export interface Candidate {
  /** line and fact can be accepted together (MatchDesk.accept kind line), the others with a bank line (kind bank). */
  readonly kind:
    | 'line'
    | 'fact'
    | 'settlement'
    | 'disbursement'
    | 'disbursement_return'
    | 'offline_gift'
    | 'cash_deposit'
    | 'case';
  readonly id: string;
  readonly label: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date | null;
  readonly day: string | null;
  readonly agrees: readonly Why[];
  readonly differs: readonly Why[];
}

const NEAREST = 3;
/** So far apart in time still counts as the same moment. */
const MINUTES = 10;
const WITHIN_DAYS = 3;

/** The three nearest of the other side. Lines and facts are looked for among those that are left over. */
export async function candidatesOf(database: Database, found: DiscrepancyRow): Promise<Candidate[]> {
  if (found.bankLineId !== null) return forBankLine(database, found, found.bankLineId);
  if (found.factId === null && found.lineId !== null) return forLine(database, found, found.lineId);
  if (found.lineId === null && found.factId !== null) return forFact(database, found, found.factId);
  return [];
}

async function forBankLine(database: Database, found: DiscrepancyRow, lineId: string): Promise<Candidate[]> {
  const tx = database.read;
  const [line] = await linesToMatch(tx, found.organizationId, [lineId]);
  if (!line) return [];
  const items = await itemsAround((from, to) => freeItems(tx, found.organizationId, from, to), line.day);
  return nearest(line, items, NEAREST).map(({ item, agrees, differs }) => ({
    kind: item.kind,
    id: item.id,
    label: item.reference ?? '',
    amount: item.amount,
    currency: item.currency,
    at: null,
    day: item.day,
    agrees: agrees.map((reason) => (reason === 'near' ? 'day' : reason)),
    differs: differs.map((reason) => (reason === 'near' ? 'day' : reason)),
  }));
}

interface Row {
  readonly id: string;
  readonly label: string;
  readonly amount: string;
  readonly currency: string;
  readonly at: Date;
  readonly seconds: string;
  readonly matched: string;
  readonly sameKey: string;
}

/** Facts left over near a line, and the fact under its own key even when another line has it. */
async function forLine(database: Database, found: DiscrepancyRow, lineId: string): Promise<Candidate[]> {
  const rows = await database.rows<Row>(
    `SELECT f.id, CONCAT(f.kind, ' ', f.fact_key) AS label,
            IF(f.kind IN ('refund_succeeded', 'dispute_withdrawn'), -f.amount, f.amount) AS amount, f.currency,
            f.occurred_at AS at, ABS(TIMESTAMPDIFF(SECOND, f.occurred_at, l.occurred_at)) AS seconds,
            m.fact_id IS NOT NULL AS matched,
            f.fact_key IN (l.provider_payment_id, l.source_key, l.line_key) AS sameKey
       FROM statement_line l
       JOIN (SELECT d.fact_id AS id FROM discrepancy d WHERE d.provider_account_id = ? AND d.state = 'standing'
                AND d.statement_line_id IS NULL AND d.day >= ? - INTERVAL ${WITHIN_DAYS} DAY
                AND d.day <= ? + INTERVAL ${WITHIN_DAYS} DAY
             UNION SELECT x.id FROM fact x JOIN statement_line own ON own.id = ?
                WHERE x.provider_account_id = own.provider_account_id AND x.kind IN ('payment_succeeded', 'refund_succeeded')
                  AND x.fact_key IN (own.provider_payment_id, own.source_key)) near
       JOIN fact f ON f.id = near.id
       LEFT JOIN line_match m ON m.fact_id = f.id
      WHERE l.id = ? AND f.amount IS NOT NULL`,
    [found.accountId, found.day, found.day, lineId, lineId],
  );
  return ranked(rows, found.theirs ?? 0n, found.currency).map((row) => candidate('fact', row, found));
}

/** Lines left over near a fact. */
async function forFact(database: Database, found: DiscrepancyRow, factId: string): Promise<Candidate[]> {
  const rows = await database.rows<Row>(
    `SELECT l.id, CONCAT(l.type, ' ', l.line_key) AS label, l.amount, l.currency, l.occurred_at AS at,
            ABS(TIMESTAMPDIFF(SECOND, f.occurred_at, l.occurred_at)) AS seconds,
            m.statement_line_id IS NOT NULL AS matched,
            f.fact_key IN (l.provider_payment_id, l.source_key, l.line_key) AS sameKey
       FROM fact f
       JOIN discrepancy d ON d.provider_account_id = ? AND d.state = 'standing' AND d.fact_id IS NULL
        AND d.day >= ? - INTERVAL ${WITHIN_DAYS} DAY AND d.day <= ? + INTERVAL ${WITHIN_DAYS} DAY
       JOIN statement_line l ON l.id = d.statement_line_id
       LEFT JOIN line_match m ON m.statement_line_id = l.id
      WHERE f.id = ?`,
    [found.accountId, found.day, found.day, factId],
  );
  return ranked(rows, found.ours ?? 0n, found.currency).map((row) => candidate('line', row, found));
}

/** Nearest first: the same key, then the amount, then the time; what goes the other way is none. */
function ranked(rows: readonly Row[], wanted: bigint, currency: string): Row[] {
  const apart = (row: Row): bigint => {
    const difference = BigInt(row.amount) - wanted;
    return difference < 0n ? -difference : difference;
  };
  const weight = (row: Row): bigint =>
    (Number(row.sameKey) === 1 ? 0n : 1_000_000_000_000n) +
    (row.currency === currency ? 0n : 1_000_000_000n) +
    apart(row);
  return rows
    .filter((row) => BigInt(row.amount) > 0n === wanted > 0n)
    .sort((one, other) => {
      const difference = weight(one) - weight(other);
      return difference === 0n ? Number(one.seconds) - Number(other.seconds) : difference < 0n ? -1 : 1;
    })
    .slice(0, NEAREST);
}

function candidate(kind: 'line' | 'fact', row: Row, found: DiscrepancyRow): Candidate {
  const facts: readonly [Why, boolean][] = [
    ['key', Number(row.sameKey) === 1],
    ['amount', BigInt(row.amount) === (kind === 'fact' ? found.theirs : found.ours)],
    ['currency', row.currency === found.currency],
    ['time', Number(row.seconds) <= MINUTES * 60],
  ];
  const agrees = facts.filter(([, same]) => same).map(([why]) => why);
  const differs = facts.filter(([, same]) => !same).map(([why]) => why);
  const { id, label, currency, at } = row;
  return {
    ...{ kind, id, label, amount: BigInt(row.amount), currency, at, day: null, agrees },
    differs: Number(row.matched) === 1 ? [...differs, 'matched'] : differs,
  };
}
