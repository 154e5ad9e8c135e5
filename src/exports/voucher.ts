import { isLeaf } from './account-names.js';

/** What the lines of a voucher are about; each part balances by itself. In the order in which they stand. */
export const PARTS = [
  'income',
  'refund',
  'dispute',
  'fee',
  'settlement',
  'spending',
  'transfer',
  'other',
] as const;
export type VoucherPart = (typeof PARTS)[number];

const PART_OF: readonly (readonly [RegExp, VoucherPart])[] = [
  [/^(gift|suspense_gift|suspense_release|offline_gift|platform_gift)$/, 'income'],
  [/^refund_/, 'refund'],
  [/^dispute_/, 'dispute'],
  [/^provider_fee/, 'fee'],
  [/^(payout|payout_failed|bank_credit|cash_deposit)$/, 'settlement'],
  [/^disbursement/, 'spending'],
  [/^fund_transfer$/, 'transfer'],
];

/** The part of a voucher in which entries of a kind stand; a reversal stands where what it reverses stood. */
export function partOf(kind: string): VoucherPart {
  return PART_OF.find(([pattern]) => pattern.test(kind))?.[1] ?? 'other';
}

/** What undoes an earlier entry without naming it: a fee that came back, a payment that the bank returned. */
const UNDOES: ReadonlySet<string> = new Set([
  'provider_fee_returned',
  'disbursement_returned',
  'refund_failed',
  'refund_undone',
  'payout_failed',
]);

/** Whether an entry is written in red: minus on the sides of what it undoes (charity.md 2.2, rows 2 and 13a). */
export function isRed(kind: string, reverses: boolean): boolean {
  return reverses || UNDOES.has(kind);
}

/** Accounts through which money only passes: what came and went on one day leaves no line (charity.md 2.2). */
const PASSING: ReadonlySet<string> = new Set(['220902', '100904']);

/** Transfers of one day, party, part, pair of accounts and fund together. */
export interface VoucherLeg {
  readonly day: string;
  /** provider_account.id, or '' for money past the providers. */
  readonly party: string;
  readonly part: VoucherPart;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  /** Fund code of a project's fund, '' for money that belongs to no project. */
  readonly debitProject: string;
  readonly creditProject: string;
  /** Of entries that reverse another: then the reversed side is written in red, with a minus. */
  readonly red: boolean;
  /** Minor units, more than zero. */
  readonly amount: bigint;
  readonly entries: number;
}

/** A line of a voucher: exactly one of both sides is not zero; a negative one is red. */
export interface VoucherLine {
  readonly part: VoucherPart;
  readonly account: string;
  readonly project: string;
  readonly debit: bigint;
  readonly credit: bigint;
}

/** One day's summary voucher for one provider account. */
export interface Voucher {
  readonly day: string;
  readonly party: string;
  readonly currency: string;
  readonly entries: number;
  readonly lines: readonly VoucherLine[];
}

/**
 * One summary voucher for each day, party and currency, with a line for each account and project. Income and refunds
 * stand on their own sides; a reversing entry is red on the side of what it undoes; legs through 220902 and 100904
 * that open and close on the day net out. Vouchers whose every line nets out are left out.
 * @throws when an account is no leaf or a voucher does not balance: then the books themselves would be broken.
 */
export function vouchersOf(legs: readonly VoucherLeg[]): Voucher[] {
  const groups = new Map<string, VoucherLeg[]>();
  for (const leg of legs) {
    const key = `${leg.day} ${leg.party} ${leg.currency}`;
    groups.set(key, [...(groups.get(key) ?? []), leg]);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, [first, ...others]]) => (first ? [voucherOf(first, [first, ...others])] : []))
    .filter(({ lines }) => lines.length > 0);
}

function voucherOf({ day, party, currency }: VoucherLeg, legs: readonly VoucherLeg[]): Voucher {
  const lines = PARTS.flatMap((part) => linesOf(part, legs));
  const [debits, credits] = [sum(lines, 'debit'), sum(lines, 'credit')];
  if (debits !== credits)
    throw new Error(`the voucher of ${day} ${party} does not balance: ${debits} ${credits}`);
  const wrong = lines.find(({ account }) => !isLeaf(account));
  if (wrong) throw new Error(`${wrong.account} is no leaf account`);
  return { day, party, currency, entries: legs.reduce((n, leg) => n + leg.entries, 0), lines };
}

function sum(lines: readonly VoucherLine[], side: 'debit' | 'credit'): bigint {
  return lines.reduce((total, line) => total + line[side], 0n);
}

function linesOf(part: VoucherPart, legs: readonly VoucherLeg[]): VoucherLine[] {
  const sums = new Map<string, { account: string; project: string; debit: bigint; credit: bigint }>();
  const add = (account: string, project: string, side: 'debit' | 'credit', amount: bigint) => {
    // Passing accounts have one line, on whichever side something is left.
    const key = PASSING.has(account) ? account : `${account} ${project} ${side}`;
    const line = sums.get(key) ?? {
      account,
      project: PASSING.has(account) ? '' : project,
      debit: 0n,
      credit: 0n,
    };
    line[side] += amount;
    sums.set(key, line);
  };
  for (const leg of legs.filter((each) => each.part === part)) {
    add(leg.debit, leg.debitProject, leg.red ? 'credit' : 'debit', leg.red ? -leg.amount : leg.amount);
    add(leg.credit, leg.creditProject, leg.red ? 'debit' : 'credit', leg.red ? -leg.amount : leg.amount);
  }
  return [...sums.values()]
    .map((line) => (PASSING.has(line.account) ? netted(line) : line))
    .filter(({ debit, credit }) => debit !== 0n || credit !== 0n)
    .map((line) => ({ part, ...line }))
    .sort((a, b) => order(a).localeCompare(order(b)));
}

function netted<Line extends { readonly debit: bigint; readonly credit: bigint }>(line: Line): Line {
  const net = line.debit - line.credit;
  return { ...line, debit: net > 0n ? net : 0n, credit: net < 0n ? -net : 0n };
}

/** Debits first, then by account and project. */
function order({ debit, account, project }: VoucherLine): string {
  return `${debit === 0n ? 1 : 0} ${account} ${project}`;
}
