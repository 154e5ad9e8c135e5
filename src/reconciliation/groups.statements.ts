import type { Tx } from '../platform/database/database.js';
import { oddityOf } from '../settlements/settlements.queries.js';
import type { Found } from './discrepancy.js';
import { FACT_LINES, LINE_KINDS, sqlList } from './line-kinds.js';
import type { Span } from './run.js';

/** Which account's day is looked at as a whole. */
export interface DayScope {
  readonly organizationId: string;
  readonly accountId: string;
  readonly day: string;
  readonly span: Span;
}

const NAMED_MAX = 500;
const lineSubject = (key: string) => ({ type: 'statement_line', id: key.slice(0, 64) });

/** D12: settlements of the day whose lines do not add up to them (P4). */
export async function unequalSettlements(tx: Tx, { accountId, span }: DayScope): Promise<Found[]> {
  const rows: { id: string; payout: string; amount: string; net: string; currency: string }[] =
    await tx.query(
      `SELECT s.id, s.provider_payout_id AS payout, s.amount, s.currency, COALESCE(SUM(l.net), 0) AS net
       FROM settlement s
       LEFT JOIN settlement_line k ON k.settlement_id = s.id
       LEFT JOIN statement_line l ON l.provider_account_id = k.provider_account_id AND l.line_key = k.line_key
      WHERE s.provider_account_id = ? AND s.paid_out_at >= ? AND s.paid_out_at < ? AND s.lines_imported_at IS NOT NULL
      GROUP BY s.id, s.provider_payout_id, s.amount, s.currency HAVING COALESCE(SUM(l.net), 0) <> s.amount`,
      [accountId, span.from, span.until],
    );
  return rows.map(({ id, payout, amount, net, currency }) => ({
    code: 'D12',
    key: id,
    settlementId: id,
    ours: BigInt(net),
    theirs: BigInt(amount),
    currency,
    subject: { type: 'settlement', id },
    detail: `payout ${payout}: its lines add up to ${net}`,
  }));
}

interface OtherLine {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly sourceKey: string | null;
  readonly amount: string;
  readonly fee: string;
  readonly net: string;
  readonly currency: string;
}

/** D15, and D05 of lines that need no fact: fees, payouts and what nobody knows. Flow lines are compared as sums. */
export async function oddOtherLines(tx: Tx, { accountId, span }: DayScope): Promise<Found[]> {
  const types = (await typesOf(tx, accountId)).filter((type) => !FACT_LINES.includes(type) && !isFlow(type));
  if (types.length === 0) return [];
  const rows: OtherLine[] = await tx.query(
    `SELECT id, line_key AS \`key\`, type, source_key AS sourceKey, amount, fee, net, currency FROM statement_line
      WHERE provider_account_id = ? AND type IN (?) AND occurred_at >= ? AND occurred_at < ? ORDER BY id`,
    [accountId, types, span.from, span.until],
  );
  return rows.flatMap((row): Found[] => {
    const { type, key, sourceKey, currency } = row;
    const money = { amount: BigInt(row.amount), fee: BigInt(row.fee), net: BigInt(row.net) };
    const code = oddityOf({ type, sourceKey, ...money });
    if (code === null) return [];
    const detail = `${type} ${sourceKey ?? ''}: amount ${row.amount}, fee ${row.fee}, net ${row.net}`;
    const found = { code, key: `${accountId}:${key}`, lineId: row.id, ours: null, theirs: money.net };
    return [{ ...found, currency, subject: lineSubject(key), detail }];
  });
}

const FLOW = /^flow_/;
const isFlow = (type: string): boolean => FLOW.test(type);

/** Types of line that the account has ever had; the index is skipped through, not read. */
async function typesOf(tx: Tx, accountId: string): Promise<string[]> {
  const rows: { type: string }[] = await tx.query(
    'SELECT DISTINCT type FROM statement_line WHERE provider_account_id = ?',
    [accountId],
  );
  return rows.map(({ type }) => type);
}

/** Whether the provider gives a fund-flow bill beside its trades, with a balance on each line. */
export async function hasFlow(tx: Tx, accountId: string): Promise<boolean> {
  return (await typesOf(tx, accountId)).some(isFlow);
}
const TRADES = sqlList(
  LINE_KINDS.filter(({ fact }) => fact.endsWith('_succeeded')).flatMap(({ types }) => types),
);

/**
 * D05: what the trade bill says that a payment or refund left us, and what the fund-flow bill says, by our own number of
 * it. WeChat Pay's flow lists a refund less its fee and Alipay's fee and refund apart: their sums are the same.
 */
export async function tradesUnlikeFlows(tx: Tx, { accountId, span }: DayScope): Promise<Found[]> {
  const rows: { ref: string; lineId: string; key: string; trade: string; flow: string; currency: string }[] =
    await tx.query(
      `SELECT merchant_ref AS ref, MIN(IF(type IN (${TRADES}), id, NULL)) AS lineId,
              MIN(IF(type IN (${TRADES}), line_key, NULL)) AS \`key\`, MIN(currency) AS currency,
              SUM(IF(type IN (${TRADES}), net, 0)) AS trade, SUM(IF(type LIKE 'flow\\_%', net, 0)) AS flow
         FROM statement_line FORCE INDEX (statement_line_by_time)
        WHERE provider_account_id = ? AND occurred_at >= ? AND occurred_at < ? AND merchant_ref IS NOT NULL
          AND (type IN (${TRADES}) OR type LIKE 'flow\\_%')
        GROUP BY merchant_ref
       HAVING trade <> flow AND SUM(type IN (${TRADES})) > 0 AND SUM(type LIKE 'flow\\_%') > 0
        LIMIT ${NAMED_MAX}`,
      [accountId, span.from, span.until],
    );
  return rows.map(({ ref, lineId, key, trade, flow, currency }) => ({
    code: 'D05',
    key: `${accountId}:${key}`,
    lineId,
    ours: BigInt(trade),
    theirs: BigInt(flow),
    currency,
    // Not the line itself: what it says is booked, and settlements asks about lines of which nothing is.
    subject: { type: 'line_fee', id: key.slice(0, 64) },
    detail: `${ref}: trade bill ${trade}, fund flow ${flow}`,
  }));
}

/**
 * D16: the provider's balance does not roll on: a line's balance is not the one before it plus the line, be that inside
 * the day or from the last line of an earlier one. The first break of the day is named.
 */
export async function brokenRoll(tx: Tx, { accountId, day, span }: DayScope): Promise<Found[]> {
  const [first]: { id: string }[] = await tx.query(
    `SELECT id FROM statement_line WHERE provider_account_id = ? AND occurred_at < ? AND balance_after IS NOT NULL
      ORDER BY occurred_at DESC, id DESC LIMIT 1`,
    [accountId, span.from],
  );
  const rows: { id: string; key: string; expected: string; stated: string; currency: string }[] =
    await tx.query(
      `SELECT id, \`key\`, currency, was + net AS expected, stated FROM (
         SELECT id, line_key AS \`key\`, currency, net, balance_after AS stated, occurred_at,
                LAG(balance_after) OVER (PARTITION BY currency ORDER BY occurred_at, id) AS was
           FROM statement_line
          WHERE provider_account_id = ? AND balance_after IS NOT NULL
            AND (id = ? OR (occurred_at >= ? AND occurred_at < ?))) rolled
        WHERE was IS NOT NULL AND stated <> was + net ORDER BY occurred_at, id LIMIT 1`,
      [accountId, first?.id ?? 0, span.from, span.until],
    );
  return rows.map(({ id, key, expected, stated, currency }) => ({
    code: 'D16',
    key: `${accountId}:${day}:roll`,
    lineId: id,
    ours: BigInt(expected),
    theirs: BigInt(stated),
    currency,
    subject: lineSubject(key),
    detail: `balance after ${key} is ${stated}, the lines before it say ${expected}`,
  }));
}

/** D10 that has been asked about already: refunds made at the provider, whose case their facts opened. */
export async function refundsByProvider(tx: Tx, { accountId, span }: DayScope): Promise<Found[]> {
  const rows: {
    factId: string;
    key: string;
    amount: string;
    currency: string;
    caseId: string;
    id: string;
  }[] = await tx.query(
    `SELECT f.id AS factId, r.id, r.provider_refund_id AS \`key\`, r.amount, r.currency, c.id AS caseId
         FROM fact f FORCE INDEX (fact_by_time)
         JOIN refund r ON r.provider_account_id = f.provider_account_id AND r.provider_refund_id = f.fact_key
          AND r.origin = 'provider'
         JOIN work_case c ON c.organization_id = r.organization_id
          AND c.dedupe_key = LEFT(CONCAT('REFUND_BY_PROVIDER:', r.provider_refund_id), 120)
        WHERE f.provider_account_id = ? AND f.occurred_at >= ? AND f.occurred_at < ? AND f.kind = 'refund_succeeded'`,
    [accountId, span.from, span.until],
  );
  return rows.map(({ factId, id, key, amount, currency, caseId }) => ({
    code: 'D10',
    key: `refund:${id}`,
    factId,
    ours: 0n,
    theirs: -BigInt(amount),
    currency,
    subject: { type: 'refund', id },
    detail: `refund ${key} was made at the provider`,
    caseId,
  }));
}
