import type { VNode } from 'preact';
import type { Fact } from '../../../donations/fact.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { type WordKey, words } from '../donor.words.js';
import type { GiftState } from '../views.js';

/** Why the donor's bank or the provider did not let a payment through, as far as a donor can act on it. */
export type Declined = 'money' | 'card' | 'owner' | 'other';

const CAUSES: Readonly<Record<string, Declined>> = {
  insufficient_funds: 'money',
  card_velocity_exceeded: 'money',
  withdrawal_count_limit_exceeded: 'money',
  expired_card: 'card',
  incorrect_number: 'card',
  incorrect_cvc: 'card',
  invalid_cvc: 'card',
  invalid_number: 'card',
  invalid_expiry_month: 'card',
  invalid_expiry_year: 'card',
  card_not_supported: 'card',
  currency_not_supported: 'card',
  authentication_required: 'owner',
  payment_intent_authentication_failure: 'owner',
};

/** What the last refused payment of a gift says; a code that tells a donor nothing, or a thief too much, is "other". */
export function declinedBy(facts: readonly Pick<Fact, 'kind' | 'detail' | 'occurredAt'>[]): Declined | null {
  let last: Pick<Fact, 'detail' | 'occurredAt'> | null = null;
  for (const fact of facts)
    if (fact.kind === 'payment_failed' && (!last || fact.occurredAt >= last.occurredAt)) last = fact;
  return last && (CAUSES[last.detail ?? ''] ?? 'other');
}

/** What happened to a gift that is not paid, and what the donor can do now; nothing for one that is. */
export function WhyNot(props: {
  readonly state: GiftState;
  readonly declined: Declined | null;
  readonly locale: Locale;
}): VNode | null {
  const { state, declined, locale } = props;
  const lines: WordKey[] =
    state === 'failed'
      ? [`why.declined.${declined ?? 'other'}`, 'why.declined.next']
      : state === 'pending'
        ? ['why.pending.closed', 'why.pending.slow']
        : [];
  if (lines.length === 0) return null;
  return (
    <ul class="small">
      {lines.map((line) => (
        <li key={line}>{words(locale, line)}</li>
      ))}
    </ul>
  );
}
