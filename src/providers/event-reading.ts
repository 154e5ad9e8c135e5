/** What can be stated about money that donors gave: by the provider, or, of a release from suspense, by two of us. */
export type FactKind =
  | 'payment_succeeded'
  | 'payment_released'
  | 'payment_failed'
  | 'payment_expired'
  | 'refund_succeeded'
  | 'refund_failed'
  | 'refund_canceled'
  | 'dispute_withdrawn'
  | 'dispute_reinstated'
  | 'dispute_won'
  | 'dispute_lost';

/** A fact as the provider states it, under the natural key that all its messages about it share. */
export interface FactDraft {
  readonly kind: FactKind;
  readonly key: string;
  /** Minor units that moved, never negative; null where no money did. */
  readonly amount: bigint | null;
  /** Minor units that the provider kept (or, negative, gave back) for the movement itself; null when it says none. */
  readonly fee: bigint | null;
  readonly currency: string | null;
  /** A date of the object, never of whichever event came first. */
  readonly occurredAt: Date;
  readonly detail: string | null;
  /** The provider's payment that a refund or dispute is about; null in facts about payments themselves. */
  readonly paymentKey: string | null;
  /** The dispute that the fact is about. */
  readonly disputeKey: string | null;
  /** Our refund that the provider's refund says it carries out: true only if that refund is about this payment. */
  readonly refundId: string | null;
}

/** By what an event leads back to a payment attempt of ours: metadata first, then the provider's own ids. */
export interface PaymentReference {
  readonly attemptId: string | null;
  readonly paymentId: string | null;
  readonly sessionId: string | null;
}

/** A fact that an event announces without stating it: the event that states it must be on the way. */
export interface ExpectedFact {
  readonly kind: 'payment_succeeded' | 'refund_failed';
  readonly key: string;
}

/** States of a dispute as every provider has them; an inquiry asks about a payment and moves nothing. */
export type DisputeStatus =
  | 'inquiry'
  | 'inquiry_under_review'
  | 'inquiry_closed'
  | 'needs_response'
  | 'under_review'
  | 'prevented'
  | 'won'
  | 'lost';

/** How a dispute stood when the event was made. */
export interface DisputeReading {
  readonly key: string;
  readonly paymentKey: string;
  readonly status: DisputeStatus;
  readonly amount: bigint;
  readonly currency: string;
  readonly reason: string | null;
  readonly openedAt: Date;
  /** Until when our side must be told. */
  readonly evidenceDueAt: Date | null;
  /** When the event was made: of two readings the later is true. */
  readonly statedAt: Date;
}

/** An object of the provider of which an event says something that its own type denies: the provider is asked. */
export interface DoubtedObject {
  readonly type: 'payment_intent' | 'charge' | 'checkout.session' | 'refund' | 'dispute';
  readonly id: string;
}

/** What one event says. */
export interface EventReading {
  readonly reference: PaymentReference;
  readonly facts: readonly FactDraft[];
  /** What must have arrived before this event has nothing more to say; null when it is complete by itself. */
  readonly expects: ExpectedFact | null;
  readonly dispute: DisputeReading | null;
  /** The event is about this payout to our bank: the provider's statement, which books it, has news. */
  readonly payoutId: string | null;
  /** The event contradicts itself; null when it does not. */
  readonly contradiction: string | null;
  /** Whom to ask about the contradiction; null when nobody can know. */
  readonly doubted: DoubtedObject | null;
}
