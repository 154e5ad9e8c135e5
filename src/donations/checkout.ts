/** What decides whether an attempt's checkout is still good. */
export interface CheckoutState {
  readonly checkoutUrl: string | null;
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
}

/**
 * What to do with a donation's newest attempt: send the donor to its page again, repeat the call whose outcome is
 * unknown, or replace it by a further attempt.
 */
export type AttemptUse = 'reuse' | 'repeat' | 'replace';

const CHECKOUT_MS = 2 * 60 * 60_000;
/** Stripe wants at least 30 minutes of life for a new session; some are kept for slow clocks and retries. */
const REPEAT_MS = CHECKOUT_MS - 35 * 60_000;
/** A page that ends in a moment is of no use to anybody. */
const LIFE_LEFT_MIN_MS = 2 * 60_000;

/** When an attempt's checkout ends. From the attempt's own time, so that a repeated call says the same. */
export function checkoutExpiry(attemptCreatedAt: Date): Date {
  return new Date(attemptCreatedAt.getTime() + CHECKOUT_MS);
}

export function attemptUse(attempt: CheckoutState, now: Date): AttemptUse {
  const { checkoutUrl, expiresAt, createdAt } = attempt;
  if (checkoutUrl && expiresAt)
    return expiresAt.getTime() - now.getTime() > LIFE_LEFT_MIN_MS ? 'reuse' : 'replace';
  return now.getTime() - createdAt.getTime() < REPEAT_MS ? 'repeat' : 'replace';
}
