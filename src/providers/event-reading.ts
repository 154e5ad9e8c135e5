/** What a provider can state about a payment in this version. */
export type FactKind = 'payment_succeeded' | 'payment_failed' | 'payment_expired';

/** A fact as the provider states it, under the natural key that all its messages about it share. */
export interface FactDraft {
  readonly kind: FactKind;
  readonly key: string;
  /** Minor units that arrived; null where no money moved. */
  readonly amount: bigint | null;
  readonly currency: string | null;
  readonly occurredAt: Date;
  readonly detail: string | null;
}

/** By what an event leads back to a payment attempt of ours: metadata first, then the provider's own ids. */
export interface PaymentReference {
  readonly attemptId: string | null;
  readonly paymentId: string | null;
  readonly sessionId: string | null;
}

/** What one event says. */
export interface EventReading {
  readonly reference: PaymentReference;
  readonly facts: readonly FactDraft[];
  /** The event says that money came but does not book it: its booking event must be on the way. */
  readonly expectsBooking: boolean;
  /** The event contradicts itself; null when it does not. */
  readonly contradiction: string | null;
}
