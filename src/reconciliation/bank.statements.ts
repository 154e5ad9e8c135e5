import type { Tx } from '../platform/database/database.js';

/** What a bank line can be of ours. */
export const PART_KINDS = [
  ...(['settlement', 'disbursement', 'disbursement_return', 'offline_gift'] as const),
  ...(['cash_deposit', 'case'] as const),
] as const;
export type PartKind = (typeof PART_KINDS)[number];

/** Something of ours that the bank should show, signed as the bank shows it. */
export interface OurItem {
  readonly kind: PartKind;
  readonly id: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Day on which the bank should have it. */
  readonly day: string;
  readonly reference: string | null;
}

/** A line of the bank's statement. */
export interface BankLine {
  readonly id: string;
  readonly bankAccountId: string;
  readonly day: string;
  readonly occurredAt: Date;
  readonly amount: bigint;
  readonly currency: string;
  readonly reference: string | null;
  readonly summary: string;
}

/** One select for each kind, all with the same columns; `?` = the organization, in each. */
const ITEMS: Readonly<Record<Exclude<PartKind, 'case'>, string>> = {
  settlement: `
    SELECT 'settlement' AS kind, id, amount, currency, COALESCE(arrives_on, DATE(paid_out_at)) AS day,
           provider_payout_id AS reference FROM settlement WHERE organization_id = ? AND state IN ('in_transit', 'paid')`,
  disbursement: `
    SELECT 'disbursement', id, -amount, currency, paid_on, bank_reference FROM disbursement
     WHERE organization_id = ? AND state IN ('paid', 'returned')`,
  disbursement_return: `
    SELECT 'disbursement_return', id, amount, currency, returned_on, return_reference FROM disbursement
     WHERE organization_id = ? AND state = 'returned'`,
  offline_gift: `
    SELECT 'offline_gift', id, amount, currency, received_on, bank_reference FROM offline_gift
     WHERE organization_id = ? AND state = 'booked' AND way = 'bank_transfer'`,
  cash_deposit: `
    SELECT 'cash_deposit', id, amount, currency, deposited_on, bank_reference FROM cash_deposit
     WHERE organization_id = ? AND state = 'booked'`,
};
const KINDS = Object.keys(ITEMS) as (keyof typeof ITEMS)[];
const ALL_ITEMS = Object.values(ITEMS).join(' UNION ALL ');

/** What stands in no match yet. `items` is the alias of ALL_ITEMS. */
const FREE = `NOT EXISTS (SELECT 1 FROM bank_match_part p WHERE p.live_subject = CONCAT(items.kind, ':', RTRIM(items.id)))`;

interface ItemRow extends Omit<OurItem, 'amount'> {
  readonly amount: string;
}
const itemOf = (row: ItemRow): OurItem => ({ ...row, amount: BigInt(row.amount) });

/** Free items of ours whose day is in [from, to]. */
export async function freeItems(
  tx: Tx,
  organizationId: string,
  from: string,
  to: string,
): Promise<OurItem[]> {
  const rows: ItemRow[] = await tx.query(
    `SELECT * FROM (${ALL_ITEMS}) items WHERE day >= ? AND day <= ? AND ${FREE} ORDER BY day, id`,
    [...KINDS.map(() => organizationId), from, to],
  );
  return rows.map(itemOf);
}

/** One item of ours, matched or not; undefined when this organization has none. */
export async function itemById(
  tx: Tx,
  organizationId: string,
  kind: Exclude<PartKind, 'case'>,
  id: string,
): Promise<OurItem | undefined> {
  const [row]: ItemRow[] = await tx.query(
    `SELECT * FROM (${ITEMS.settlement} AND FALSE UNION ALL ${ITEMS[kind]}) items WHERE id = ?`,
    [organizationId, organizationId, id],
  );
  return row && itemOf(row);
}

const LINE = `b.id, b.bank_account_id AS bankAccountId, b.day, b.occurred_at AS occurredAt, b.amount, b.currency,
  b.reference, b.summary`;
const lineOf = (row: BankLine): BankLine => ({ ...row, amount: BigInt(row.amount) });
const UNMATCHED = 'NOT EXISTS (SELECT 1 FROM bank_match_line m WHERE m.live_bank_line_id = b.id)';

/** Bank lines of a day that stand in no match. */
export async function freeLines(
  tx: Tx,
  organizationId: string,
  day: string,
  bankAccountId: string | null = null,
): Promise<BankLine[]> {
  const rows: BankLine[] = await tx.query(
    `SELECT ${LINE} FROM bank_line b JOIN bank_account a ON a.id = b.bank_account_id
      WHERE a.organization_id = ? AND b.day = ? AND (? IS NULL OR b.bank_account_id = ?) AND ${UNMATCHED} ORDER BY b.id`,
    [organizationId, day, bankAccountId, bankAccountId],
  );
  return rows.map(lineOf);
}

/** These bank lines of the organization that stand in no match. */
export async function linesToMatch(
  tx: Tx,
  organizationId: string,
  ids: readonly string[],
): Promise<BankLine[]> {
  const rows: BankLine[] = await tx.query(
    `SELECT ${LINE} FROM bank_line b WHERE b.organization_id = ? AND b.id IN (?) ORDER BY b.id`,
    [organizationId, ids],
  );
  return rows.map(lineOf);
}
