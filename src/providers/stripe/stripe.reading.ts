import { isId } from '../../kernel/ids.js';
import type {
  DoubtedObject,
  EventReading,
  ExpectedFact,
  FactDraft,
  FactKind,
  PaymentReference,
} from '../event-reading.js';

export type Json = Readonly<Record<string, unknown>>;

/** The parts of a Stripe event that its readers need. */
export interface Envelope {
  readonly type: string;
  readonly occurredAt: Date;
  readonly object: Json;
}

const KEY_CHARS_MAX = 160;
const DETAIL_CHARS_MAX = 300;
const NOTHING = {
  reference: { attemptId: null, paymentId: null, sessionId: null },
  facts: [],
  expects: null,
  dispute: null,
  payoutId: null,
  contradiction: null,
  doubted: null,
};

/** A fact with what it says; everything else is "not stated". */
export function factOf(
  kind: FactKind,
  key: string,
  occurredAt: Date,
  more: Partial<Omit<FactDraft, 'kind' | 'key' | 'occurredAt'>> = {},
): FactDraft {
  return {
    amount: null,
    fee: null,
    currency: null,
    paymentKey: null,
    disputeKey: null,
    refundId: null,
    ...more,
    kind,
    key: key.slice(0, KEY_CHARS_MAX),
    occurredAt,
    detail: more.detail?.slice(0, DETAIL_CHARS_MAX) ?? null,
  };
}

/** The event states these facts. */
export function stating(reference: PaymentReference, ...facts: readonly FactDraft[]): EventReading {
  return { ...NOTHING, reference, facts };
}

/** The event only leads to its payment, and perhaps announces a fact. */
export function linking(reference: PaymentReference, expects: ExpectedFact | null = null): EventReading {
  return { ...NOTHING, reference, expects };
}

/** The event says what cannot be; `doubted` is the object by which the provider can tell what is true. */
export function contradiction(what: string, doubted: DoubtedObject | null = null): EventReading {
  return { ...NOTHING, contradiction: what, doubted };
}

/** The event tells that a payout to our bank has come further. */
export function aboutPayout(payoutId: string): EventReading {
  return { ...NOTHING, payoutId };
}

/** Our attempt as metadata and reference name it; a text that is no id of ours names nothing. */
export function attemptOf(object: Json): string | null {
  const metadata = (object.metadata ?? {}) as Json;
  return ownId(metadata.payment_attempt) ?? ownId(object.client_reference_id);
}

export function ownId(value: unknown): string | null {
  return typeof value === 'string' && isId(value) ? value : null;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= 120 ? value : null;
}

export function idOf(value: unknown): string | null {
  return text(value) ?? text((value as Json | null)?.id);
}

export function isPositiveInteger(value: unknown): value is number {
  return isInteger(value) && value > 0;
}

export function isInteger(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value);
}

/** A currency as the ledger writes it, or null. */
export function currencyOf(value: unknown): string | null {
  const currency = text(value)?.toUpperCase();
  return currency && /^[A-Z]{3}$/.test(currency) ? currency : null;
}

/** An instant that Stripe writes as unix seconds. */
export function instantOf(value: unknown): Date | null {
  return isPositiveInteger(value) ? new Date(value * 1000) : null;
}
