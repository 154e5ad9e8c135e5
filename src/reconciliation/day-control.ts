import type { StatementDay } from '../settlements/statement-figures.queries.js';
import type { DayAccount } from './day-accounts.queries.js';
import type { ClearingDay } from './day-moves.js';

export type ControlCode = 'C1' | 'C2' | 'C3' | 'C4' | 'C5' | 'C6' | 'C7' | 'C8' | 'C9' | 'C10';
export type ControlState = 'ok' | 'fails' | 'not_applicable' | 'needs_statement';

/** One control of a day (charity rules 6.1): two figures from two places, and whether they agree. */
export interface Control {
  readonly code: ControlCode;
  /** The account or fund it is about; null = all of the organization's. */
  readonly about: { readonly type: 'account' | 'fund'; readonly id: string; readonly name: string } | null;
  /** Minor units, or a count where `currency` is null; null where there is nothing to compare with. */
  readonly left: bigint | null;
  readonly right: bigint | null;
  /** left − right. */
  readonly difference: bigint;
  /** How much of the difference people have explained, or another day holds. */
  readonly explained: bigint;
  readonly currency: string | null;
  readonly state: ControlState;
  /** What is special about it, as a key of the console's words. */
  readonly note: ControlNote | null;
}

export type ControlNote =
  | 'brought_forward'
  | 'late'
  | 'explained'
  | 'to_cover'
  | 'case_open'
  | 'no_balance'
  | 'corrections'
  | 'missing';

/** Differences of an account that are explained, by what they are about; signed as ours − theirs. */
export interface Explained {
  readonly gifts: bigint;
  readonly refunds: bigint;
  readonly fees: bigint;
  /** All of them and everything else that no entry has put right, up to the end of the day. */
  readonly balance: bigint;
  /** By how much the provider's own balance does not roll on. */
  readonly roll: bigint;
}

export const NOTHING_EXPLAINED: Explained = { gifts: 0n, refunds: 0n, fees: 0n, balance: 0n, roll: 0n };

/** Everything about one account on one day. Ours is negative where money leaves it, as theirs. */
export interface AccountDay {
  readonly account: DayAccount;
  readonly name: string;
  readonly statement: StatementDay;
  /** Booked on the day. */
  readonly books: ClearingDay;
  /** Of it, what had happened on an earlier day that was closed. */
  readonly late: ClearingDay;
  /** Of the day, but booked on a later one while it was closed. */
  readonly elsewhere: ClearingDay;
  readonly opening: bigint;
  readonly closing: bigint;
  /** 100904: on its way to the bank, before the day and after it. */
  readonly transitOpening: bigint;
  readonly transitClosing: bigint;
  readonly explained: Explained;
}

type About = Pick<Control, 'code' | 'about' | 'currency'>;

/** Compares, and says how it comes out. What is explained counts as agreed. */
export function compared(
  about: About,
  left: bigint,
  right: bigint,
  explained = 0n,
  note: ControlNote | null = null,
): Control {
  const difference = left - right;
  const state = difference === explained ? 'ok' : 'fails';
  return {
    ...about,
    ...{ left, right, difference, explained, state },
    note: explained !== 0n && state === 'ok' ? 'explained' : note,
  };
}

/** A control that has nothing to compare, or not yet. */
export function without(
  about: About,
  state: 'not_applicable' | 'needs_statement',
  left: bigint | null,
  note: ControlNote | null = null,
): Control {
  return { ...about, left, right: null, difference: 0n, explained: 0n, state, note };
}

/** Whether anything moved on the account on the day, in our books or by its statement. */
export function hasMoved({ books, elsewhere, statement }: AccountDay): boolean {
  const moved = (money: ClearingDay): boolean => Object.values(money).some((part) => part !== 0n);
  return statement.lines > 0 || moved(books) || moved(elsewhere);
}

/** The balance that the provider's statement ends the day with. */
export function statedClosing({ statement }: Pick<AccountDay, 'statement'>): bigint {
  return statement.namedClosing ?? statement.opening + statement.net;
}

/** C1–C6 of one account. */
export function accountControls(day: AccountDay): Control[] {
  const { account, name, statement, books, late, elsewhere, explained } = day;
  const about = (code: ControlCode): About => ({
    code,
    about: { type: 'account', id: account.id, name },
    currency: account.currency,
  });
  const moved = hasMoved(day);
  const flow = (code: 'C1' | 'C2' | 'C3', part: 'gifts' | 'refunds' | 'fees'): Control => {
    const sign = part === 'gifts' ? 1n : -1n;
    const ours = sign * (books[part] - late[part] + elsewhere[part]);
    const note = late[part] !== 0n ? 'late' : null;
    if (!moved) return without(about(code), 'not_applicable', null);
    if (!account.covered) return without(about(code), 'needs_statement', ours);
    return compared(about(code), ours, sign * statement[part], sign * explained[part], note);
  };
  return [flow('C1', 'gifts'), flow('C2', 'refunds'), flow('C3', 'fees'), ...balanceControls(day, about)];
}

function balanceControls(day: AccountDay, about: (code: ControlCode) => About): Control[] {
  const { account, statement, closing, transitClosing, explained } = day;
  const started = hasMoved(day) || closing !== 0n || statement.opening !== 0n;
  if (!started)
    return (['C4', 'C5', 'C6'] as const).map((code) => without(about(code), 'not_applicable', null));
  const stated = statedClosing(day);
  const rolled = (statement.namedOpening ?? statement.opening) + statement.net;
  const needs = !account.covered && hasMoved(day);
  const roll = (): Control => {
    if (needs) return without(about('C4'), 'needs_statement', rolled);
    if (account.provider === 'platform') return without(about('C4'), 'not_applicable', rolled, 'no_balance');
    // Stripe names no balance with its lines: what they add up to is held against the books themselves.
    if (account.provider === 'stripe') return compared(about('C4'), rolled, closing, -explained.balance);
    if (statement.namedClosing === null) return without(about('C4'), 'needs_statement', rolled);
    return compared(about('C4'), rolled, statement.namedClosing, explained.roll);
  };
  const { paidOut } = statement;
  const banked = account.banked + transitClosing;
  return [
    roll(),
    paidOut === 0n && banked === 0n
      ? without(about('C5'), 'not_applicable', null)
      : compared(about('C5'), paidOut, banked),
    needs
      ? without(about('C6'), 'needs_statement', closing)
      : compared(
          about('C6'),
          closing,
          stated - statement.broughtForward,
          explained.balance,
          statement.broughtForward === 0n ? null : 'brought_forward',
        ),
  ];
}

/** C7: what gifts and returns of the day come to, by fund, and what stands on the income accounts. */
export function incomeControls(
  given: ReadonlyMap<string, bigint>,
  booked: ReadonlyMap<string, bigint>,
  currencyOf: ReadonlyMap<string, string>,
  names: ReadonlyMap<string, string>,
): Control[] {
  const funds = [...new Set([...given.keys(), ...booked.keys()])];
  const wrong = funds.filter((id) => (given.get(id) ?? 0n) !== (booked.get(id) ?? 0n));
  const byCurrency = new Map<string, { left: bigint; right: bigint }>();
  for (const id of funds.filter((fund) => !wrong.includes(fund))) {
    const currency = currencyOf.get(id) ?? '';
    const sum = byCurrency.get(currency) ?? { left: 0n, right: 0n };
    byCurrency.set(currency, {
      left: sum.left + (given.get(id) ?? 0n),
      right: sum.right + (booked.get(id) ?? 0n),
    });
  }
  return [
    ...[...byCurrency].map(([currency, { left, right }]) =>
      compared({ code: 'C7', about: null, currency }, left, right),
    ),
    // A fund that does not agree stands alone: two funds must not make up for each other.
    ...wrong.map((id) => {
      const about = { type: 'fund', id, name: names.get(id) ?? id } as const;
      return compared(
        { code: 'C7', about, currency: currencyOf.get(id) ?? null },
        given.get(id) ?? 0n,
        booked.get(id) ?? 0n,
      );
    }),
  ];
}

/** A fund at the end of the day. */
export interface FundDay {
  readonly id: string;
  readonly name: string;
  readonly kind: 'restricted' | 'unrestricted';
  readonly currency: string;
  readonly balance: bigint;
  readonly hasCase: boolean;
  /** What provider fees and lost disputes took from it; asked only where it matters. */
  readonly forced: bigint;
}

/**
 * C9: no restricted fund has less than nothing unless a forced outflow has an open case. The general fund may be
 * overdrawn by what providers take alone: it is shown with what it needs, and does not stop the day.
 */
export function fundControls(funds: readonly FundDay[]): Control[] {
  const overdrawn = funds.filter(({ balance }) => balance < 0n);
  if (overdrawn.length === 0)
    return [{ ...compared({ code: 'C9', about: null, currency: null }, 0n, 0n), left: null, right: null }];
  return overdrawn.map(({ id, name, kind, currency, balance, hasCase, forced }) => {
    const allowed = kind === 'restricted' ? hasCase : toCover({ kind, balance, forced }) > 0n;
    const about = { code: 'C9', about: { type: 'fund', id, name }, currency } as const;
    const shown = compared(about, balance, 0n, allowed ? balance : 0n);
    return { ...shown, note: allowed ? (kind === 'restricted' ? 'case_open' : 'to_cover') : null };
  });
}

/** What the general fund needs because of what providers took; 0 when it has enough, or owes it to something else. */
export function toCover({ kind, balance, forced }: Pick<FundDay, 'kind' | 'balance' | 'forced'>): bigint {
  return kind === 'unrestricted' && balance < 0n && balance + forced >= 0n ? -balance : 0n;
}

/** What must be put right before the day can be closed. */
export function failing(controls: readonly Control[]): Control[] {
  return controls.filter(({ state }) => state === 'fails');
}
