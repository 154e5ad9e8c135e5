import {
  type AccountCode,
  CHART,
  FUND_KINDS,
  PER_PROVIDER_ACCOUNT,
} from '../ledger/chart-of-accounts.service.js';
import type { FundKind } from '../ledger/fund.entity.js';

/** One leg of a proposed entry: money that moves from the credit account to the debit account inside one fund. */
export interface ProposedLeg {
  readonly fundId: string;
  readonly debit: AccountCode;
  readonly credit: AccountCode;
  /** For clearing accounts, which exist once per provider account. */
  readonly providerAccountId: string | null;
  /** Minor units of the fund's currency. */
  readonly amount: bigint;
}

/** A fund of the organization, as far as proposals need it. */
export interface LegFund {
  readonly id: string;
  readonly code: string;
  readonly kind: FundKind;
  readonly currency: string;
}

/** What is wrong with a proposal: the field of its form, and a code. */
export interface LegProblem {
  readonly field: string;
  readonly code: string;
}

/** The largest number of legs that a person can still check by eye. */
export const LEGS_MAX = 4;

/**
 * Accounts that an entry of a case may not touch. Money of nobody and money that is owed back belong to one payment
 * each: they move by a release or a refund, which keep count of what is left.
 */
const KEPT: readonly AccountCode[] = ['220901', '220902'];

/** The accounts that an entry of a case may use. */
export const RESOLVING_ACCOUNTS = (Object.keys(CHART) as AccountCode[]).filter(
  (code) => !KEPT.includes(code),
);

/** Whether a clearing account of one provider account is meant. */
export const isClearing = (code: AccountCode): boolean => PER_PROVIDER_ACCOUNT.includes(code);

/** What is wrong with the legs of a proposal; `leg` counts from 1. */
export function problemsOfLegs(
  legs: readonly ProposedLeg[],
  funds: ReadonlyMap<string, LegFund>,
): LegProblem[] {
  if (legs.length === 0) return [{ field: 'leg1', code: 'resolution_empty' }];
  if (legs.length > LEGS_MAX) return [{ field: 'leg1', code: 'resolution_too_long' }];
  const problems: LegProblem[] = [];
  const currencies = new Set<string>();
  legs.forEach((leg, index) => {
    const field = `leg${index + 1}`;
    const fund = funds.get(leg.fundId);
    if (!fund) problems.push({ field, code: 'resolution_fund' });
    else currencies.add(fund.currency);
    if (!RESOLVING_ACCOUNTS.includes(leg.debit) || !RESOLVING_ACCOUNTS.includes(leg.credit))
      problems.push({ field, code: 'resolution_account' });
    else if (leg.debit === leg.credit) problems.push({ field, code: 'resolution_same_account' });
    if ((isClearing(leg.debit) || isClearing(leg.credit)) && leg.providerAccountId === null)
      problems.push({ field, code: 'resolution_provider_account' });
    if (leg.amount <= 0n) problems.push({ field, code: 'resolution_amount' });
  });
  if (currencies.size > 1) problems.push({ field: 'leg1', code: 'resolution_currencies' });
  return problems;
}

/**
 * What the legs take out of each fund that can be spent, minor units: debits of its income, cost and net-asset
 * accounts less credits. Funds that gain or stay are left out.
 */
export function takenFrom(
  legs: readonly ProposedLeg[],
  funds: ReadonlyMap<string, LegFund>,
): Map<string, bigint> {
  const moved = new Map<string, bigint>();
  const holds = (code: AccountCode) => FUND_KINDS.includes(CHART[code].kind);
  for (const { fundId, debit, credit, amount } of legs) {
    const change = (holds(credit) ? amount : 0n) - (holds(debit) ? amount : 0n);
    moved.set(fundId, (moved.get(fundId) ?? 0n) + change);
  }
  const taken = new Map<string, bigint>();
  for (const [fundId, change] of moved) {
    const kind = funds.get(fundId)?.kind;
    if (change < 0n && (kind === 'restricted' || kind === 'unrestricted')) taken.set(fundId, -change);
  }
  return taken;
}
