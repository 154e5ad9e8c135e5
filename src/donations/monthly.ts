import { transitions } from '../kernel/transitions.js';

export type MonthlyState = 'pending' | 'active' | 'paused' | 'cancelled' | 'ended';

/** Why a monthly gift is paused or over. */
export type MonthlyReason = 'donor' | 'declined' | 'project_closed' | 'no_method' | 'never_begun';

/** A monthly gift begins when its first gift is booked. What is over stays over: a new one is given anew. */
export const MONTHLY_TRANSITIONS = transitions<MonthlyState>('pending', {
  pending: ['active', 'cancelled', 'ended'],
  active: ['paused', 'cancelled', 'ended'],
  paused: ['active', 'cancelled', 'ended'],
  cancelled: [],
  ended: [],
});

export type DebitState =
  | 'announced'
  | 'charging'
  | 'sent'
  | 'declined'
  | 'needs_donor'
  | 'paid'
  | 'given_up'
  | 'withdrawn';

/**
 * One month. The first is paid by the donor at the checkout (`needs_donor`); the others are told (`announced`), written (`charging`),
 * taken up by the provider (`sent`), and end by what its events say. Money that came always wins.
 */
export const DEBIT_TRANSITIONS = transitions<DebitState>('announced', {
  announced: ['charging', 'withdrawn'],
  charging: ['sent', 'declined', 'paid', 'withdrawn'],
  sent: ['paid', 'declined', 'needs_donor', 'given_up'],
  declined: ['charging', 'paid', 'given_up', 'needs_donor'],
  needs_donor: ['paid', 'given_up'],
  paid: [],
  given_up: ['paid'],
  withdrawn: ['announced', 'paid'],
});

/** Days after the last refusal until the next try; when they are used up the gift is paused. */
export const RETRY_DAYS: readonly number[] = [1, 3, 7];
/** How long the donor has for what only the donor can do. */
export const DONOR_DAYS = 7;

/** Refusals that no further try can change: the card is gone. */
const FINAL: readonly string[] = [
  'expired_card',
  'lost_card',
  'stolen_card',
  'pickup_card',
  'restricted_card',
  'card_not_supported',
  'invalid_account',
  'new_account_information_available',
  'revocation_of_all_authorizations',
  'revocation_of_authorization',
  'stop_payment_order',
  'method_gone',
];
const ASKS_DONOR: readonly string[] = ['authentication_required', 'authentication_not_handled'];

/** What to do after a refusal. `declines` counts it, too. */
export type AfterDecline =
  | { readonly act: 'retry'; readonly days: number }
  | { readonly act: 'ask' | 'pause' };

export function afterDecline(reason: string, declines: number): AfterDecline {
  if (ASKS_DONOR.includes(reason)) return { act: 'ask' };
  const days = RETRY_DAYS[declines - 1];
  if (FINAL.includes(reason) || days === undefined) return { act: 'pause' };
  return { act: 'retry', days };
}

/** The refusals that have words of their own for the donor; all others are "the bank said no". */
const TOLD = ['insufficient_funds', 'expired_card', 'authentication_required', 'method_gone'] as const;
export type ToldReason = (typeof TOLD)[number] | 'declined';

export function toldReason(reason: string | null): ToldReason {
  return TOLD.find((known) => known === reason) ?? 'declined';
}
