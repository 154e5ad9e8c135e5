/** An amount this many times the usual one is asked about once more: one digit too many is the commonest slip. */
export const UNUSUAL_TIMES = 10n;
/** So many of a project's last gifts tell what is usual there. */
export const USUAL_OF = 100;
/** Fewer gifts than this tell nothing yet. */
const USUAL_FROM = 5;

/** Why a sum is worth a second look. */
export type LookReason = 'unusual' | 'minor';

/** What is usual among these amounts (minor units): their median, the lower of two; null when there are too few. */
export function usualOf(amounts: readonly bigint[]): bigint | null {
  if (amounts.length < USUAL_FROM) return null;
  const sorted = [...amounts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[(sorted.length - 1) >> 1] ?? null;
}

/** Whether a gift is asked about once more before it leads to payment, and why; `usual` in the same minor units. */
export function lookReason(amount: bigint, usual: bigint, minor: boolean): LookReason | null {
  if (minor) return 'minor';
  return amount >= usual * UNUSUAL_TIMES ? 'unusual' : null;
}
