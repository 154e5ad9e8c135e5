import type { StripeObject } from './json.js';

/**
 * What a saved card does when it is charged while its owner is away. A checkout with the card always succeeds, as with
 * Stripe's own test card 4000 0000 0000 0341; the numbers are those of Stripe's test cards where it has one.
 */
export const CARDS = {
  pays: { last4: '4242', decline: null },
  insufficient_funds: { last4: '9995', decline: 'insufficient_funds' },
  generic_decline: { last4: '0341', decline: 'generic_decline' },
  expired_card: { last4: '0069', decline: 'expired_card' },
  authentication_required: { last4: '3184', decline: 'authentication_required' },
} as const;

export type Card = keyof typeof CARDS;

/** The metadata key in which the sandbox keeps a saved card's way, and how often it does so before it pays again. */
const WAY = 'sandbox_card';
const TIMES = 'sandbox_times';

/** The card of this name, if there is one. */
export function cardCalled(name: unknown): Card | undefined {
  return Object.keys(CARDS).find((known) => known === name) as Card | undefined;
}

/** Metadata that make a saved card act so from now on; `times` refusals at most, or for ever. */
export function cardMetadata(card: Card, times?: number): Record<string, string> {
  return { [WAY]: card, ...(times === undefined ? {} : { [TIMES]: String(times) }) };
}

/** How a saved card answers its next charge, and its metadata afterwards. */
export function nextOf(method: StripeObject): { card: Card; metadata: Record<string, string> } {
  const metadata = { ...(method.metadata as Record<string, string>) };
  const card = cardCalled(metadata[WAY]) ?? 'pays';
  if (metadata[TIMES] === undefined) return { card, metadata };
  const left = Number(metadata[TIMES]);
  if (left < 1) return { card: 'pays', metadata };
  return { card, metadata: cardMetadata(card, left - 1) };
}
