import type { AccountCode, AccountKind } from '../ledger/chart-of-accounts.service.js';
import type { EntryKind } from '../ledger/ledger.service.js';
import { changeBy } from '../progress/progress.queries.js';
import type { AccountMoney } from '../settlements/statement-figures.queries.js';

/** An account of the books as the rules of a day need it. */
export interface BookAccount {
  readonly id: string;
  readonly code: AccountCode;
  readonly kind: AccountKind;
  readonly currency: string;
  /** The provider account whose clearing it is, or ''. */
  readonly providerAccountKey: string;
}

/** All transfers of a day that are alike, added up. */
export interface DayMove {
  readonly kind: EntryKind;
  /** The kind of the entry that a reversal reverses. */
  readonly undone: EntryKind | null;
  readonly ofProject: boolean;
  /** Whether what is booked happened on that very day: a late fact of a closed day is booked on a later one. */
  readonly late: boolean;
  readonly fundId: string;
  readonly debit: BookAccount;
  readonly credit: BookAccount;
  /** Minor units, more than zero. */
  readonly amount: bigint;
}

/** What a day moved on one account in one fund. */
export interface Movement {
  readonly accountId: string;
  readonly fundId: string;
  readonly debit: bigint;
  readonly credit: bigint;
  /** What the public totals grew by. */
  readonly raised: bigint;
}

const OWN: readonly AccountKind[] = ['income', 'net_asset'];

/** The moves of days by account and fund. */
export function movementsOf(moves: readonly DayMove[]): Movement[] {
  const sums = new Map<string, Movement>();
  const add = (account: BookAccount, fundId: string, debit: bigint, credit: bigint, raised: bigint): void => {
    const key = `${account.id} ${fundId}`;
    const sum = sums.get(key) ?? { accountId: account.id, fundId, debit: 0n, credit: 0n, raised: 0n };
    sums.set(key, {
      ...sum,
      debit: sum.debit + debit,
      credit: sum.credit + credit,
      raised: sum.raised + raised,
    });
  };
  for (const { kind, undone, ofProject, fundId, debit, credit, amount } of moves) {
    const raised = (account: BookAccount, moved: bigint): bigint =>
      ofProject && OWN.includes(account.kind) ? changeBy(kind, moved, undone).raised : 0n;
    add(debit, fundId, amount, 0n, raised(debit, -amount));
    add(credit, fundId, 0n, amount, raised(credit, amount));
  }
  return [...sums.values()];
}

/** Entries that put earlier ones right: no statement of the day knows them. */
const CORRECTIONS: readonly EntryKind[] = ['adjustment', 'reversal', 'suspense_release'];

/** Money that moved on a provider's clearing account, and corrections apart from it. */
export interface ClearingDay extends AccountMoney {
  readonly corrections: bigint;
}

/** What these moves did on a provider's clearing account, in the terms of its statement. */
export function clearingOf(
  moves: readonly DayMove[],
  account: { readonly id: string; readonly currency: string },
  code: AccountCode,
): ClearingDay {
  const sums = { gifts: 0n, refunds: 0n, fees: 0n, disputes: 0n, payouts: 0n, other: 0n, corrections: 0n };
  const isClearing = (each: BookAccount): boolean =>
    each.providerAccountKey === account.id && each.code === code && each.currency === account.currency;
  for (const move of moves) {
    if (isClearing(move.debit)) sums[partOf(move.kind, move.credit)] += move.amount;
    if (isClearing(move.credit)) sums[partOf(move.kind, move.debit)] -= move.amount;
  }
  const { gifts, refunds, fees, disputes, payouts, other, corrections } = sums;
  const net = gifts + refunds + fees + disputes + payouts + other + corrections;
  return { ...sums, net };
}

function partOf(kind: EntryKind, across: BookAccount): Exclude<keyof ClearingDay, 'net'> {
  if (CORRECTIONS.includes(kind)) return 'corrections';
  switch (across.code) {
    case '530101':
      return 'fees';
    case '220902':
      return 'refunds';
    case '112201':
      return 'disputes';
    case '100904':
    case '100201':
      return 'payouts';
    case '220901':
    case '410101':
    case '410102':
    case '2601':
      return 'gifts';
    default:
      return 'other';
  }
}
