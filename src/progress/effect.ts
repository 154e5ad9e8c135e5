import type { EntryKind } from '../ledger/ledger.service.js';

/**
 * What an entry of a kind does to its project's numbers.
 * - `raises`: money given; what it moves on income accounts is added to `raised`.
 * - `deducts`: money that will not stay; it is taken from `raised` and added to `refunded`.
 * - `undoes`: whatever the entry that it reverses did, the other way round.
 * - `none`: moves money without changing what was given.
 */
export type ProgressEffect = 'raises' | 'deducts' | 'undoes' | 'none';

/**
 * Every kind of entry has its place here, so that a new kind cannot be forgotten. A refund counts from its
 * approval on, whether or not the provider has paid it yet; a disputed gift counts until the dispute is lost.
 * Entries that change numbers are about the gift: their subject is the donation.
 */
export const EFFECTS: Readonly<Record<EntryKind, ProgressEffect>> = {
  gift: 'raises',
  offline_gift: 'raises',
  platform_gift: 'raises',
  suspense_release: 'raises',
  refund_approved: 'deducts',
  refund_by_provider: 'deducts',
  // Gives back what the approval deducted: it moves the same accounts the other way.
  refund_undone: 'deducts',
  dispute_lost: 'deducts',
  reversal: 'undoes',
  suspense_gift: 'none',
  provider_fee: 'none',
  provider_fee_returned: 'none',
  refund_succeeded: 'none',
  refund_failed: 'none',
  dispute_withdrawn: 'none',
  dispute_reinstated: 'none',
  payout: 'none',
  payout_failed: 'none',
  bank_credit: 'none',
  disbursement: 'none',
  disbursement_returned: 'none',
  fund_transfer: 'none',
  cash_deposit: 'none',
  adjustment: 'none',
  year_close: 'none',
};

/** Kinds of entry that may change a project's numbers. */
export const CHANGING_KINDS: readonly EntryKind[] = (Object.keys(EFFECTS) as EntryKind[]).filter(
  (kind) => EFFECTS[kind] !== 'none',
);

/**
 * How an entry changes `raised` and `refunded`.
 * @param movement what the entry moves on income and net-asset accounts, credit minus debit, minor units.
 * @param undone kind of the entry that a reversal reverses.
 */
export function changeBy(
  kind: EntryKind,
  movement: bigint,
  undone: EntryKind | null,
): { raised: bigint; refunded: bigint } {
  const effect = EFFECTS[kind] === 'undoes' ? (undone === null ? 'none' : EFFECTS[undone]) : EFFECTS[kind];
  if (effect === 'raises') return { raised: movement, refunded: 0n };
  if (effect === 'deducts') return { raised: movement, refunded: -movement };
  return { raised: 0n, refunded: 0n };
}
