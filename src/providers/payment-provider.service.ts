import type { DoubtedObject } from './event-reading.js';
import type { ProviderAccount } from './provider-account.entity.js';
import type { SignedEvent } from './provider-event.js';

/** What a checkout is opened with. The same `attemptId` must always come with the same values. */
export interface CheckoutRequest {
  readonly account: ProviderAccount;
  /** Id of our payment attempt: idempotency key, reference and metadata. */
  readonly attemptId: string;
  readonly amount: bigint;
  readonly currency: string;
  /** The project's name in the donor's language, shown on the checkout page and on the payment. */
  readonly projectName: string;
  readonly locale: 'zh-CN' | 'en';
  readonly mail: string | null;
  readonly successUrl: string;
  readonly cancelUrl: string;
  readonly expiresAt: Date;
  /** Keeps the way of paying so that it can be charged later while the donor is away. */
  readonly saveMethod?: boolean;
}

/** The provider's checkout page for one attempt. */
export interface CheckoutOpened {
  readonly sessionId: string;
  readonly url: string;
  readonly expiresAt: Date;
  /** The provider's id of the payment; some providers only make it when the donor pays. */
  readonly paymentId: string | null;
}

/** What a saved method is charged with. The same `attemptId` must always come with the same values. */
export interface OffSessionRequest {
  readonly account: ProviderAccount;
  /** Id of our payment attempt: idempotency key and metadata. */
  readonly attemptId: string;
  readonly customerId: string;
  readonly methodId: string;
  readonly amount: bigint;
  readonly currency: string;
  /** Shown on the payment; must never change for an attempt. */
  readonly description: string;
  /** It was asked for before, and the outcome is unknown: the provider is first asked whether it heard. */
  readonly repeated: boolean;
}

/** The provider has taken up the charge; whether it paid or was declined is said by its events alone. */
export interface OffSessionTaken {
  readonly paymentId: string;
}

/** A way of paying that the provider keeps, under the provider's ids. */
export interface SavedMethod {
  readonly customerId: string;
  readonly methodId: string;
  /** What the donor knows it by, e.g. "visa 4242". */
  readonly label: string;
}

/** What a refund is asked for with. The same `refundId` must always come with the same values. */
export interface RefundRequest {
  readonly account: ProviderAccount;
  /** Id of our refund: idempotency key and metadata. */
  readonly refundId: string;
  /** The provider's id of the payment. */
  readonly paymentId: string;
  readonly amount: bigint;
  readonly reason: string;
  /** It was asked for before, and the outcome is unknown: the provider is first asked whether it heard. */
  readonly repeated: boolean;
}

/** The provider has taken up a refund; its events say what becomes of it. */
export interface RefundTaken {
  readonly providerRefundId: string;
}

/** One line of what the provider says moved on our balance with it. Amounts in minor units, signed. */
export interface ProviderStatementLine {
  readonly key: string;
  readonly type: string;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly currency: string;
  /** The payment the line belongs to, as `payment_attempt.provider_payment_id` names it. */
  readonly paymentId: string | null;
  readonly sourceKey: string | null;
  readonly occurredAt: Date;
  readonly availableOn: Date | null;
  readonly raw: string;
}

/** How far a payout to our bank has come, in the provider's words. One that was paid may still fail. */
export type PayoutState = 'pending' | 'in_transit' | 'paid' | 'canceled' | 'failed';

/** Money that the provider sends from our balance to our bank, as it states it at this moment. */
export interface ProviderPayout {
  readonly id: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly state: PayoutState;
  /** Made by the provider's own schedule; only then does it say which lines it consists of. */
  readonly automatic: boolean;
  /** The provider has finished the list of its lines. */
  readonly linesComplete: boolean;
  readonly createdAt: Date;
  /** Day on which the bank should have it, "YYYY-MM-DD". */
  readonly arrivesOn: string | null;
  readonly failureCode: string | null;
}

/** What Boai asks of a payment company. Implementations talk to the network: never inside a database transaction. */
export abstract class PaymentProvider {
  /**
   * Opens the checkout of an attempt, or returns the same one when it was opened before.
   * @throws Refusal unavailable/provider_down when the provider did not answer: the outcome is unknown, and the
   * same call may be repeated.
   */
  abstract openCheckout(request: CheckoutRequest): Promise<CheckoutOpened>;

  /**
   * Charges a saved method while the donor is away, or returns the payment that was made for the attempt before.
   * @throws Refusal conflict/off_session_refused when the provider knows no such method any more ·
   * unavailable/provider_down when it did not answer: the outcome is unknown, and the same call may be repeated.
   */
  abstract chargeOffSession(request: OffSessionRequest): Promise<OffSessionTaken>;

  /**
   * The method that a payment at the checkout left for later; null when it left none.
   * @throws when the provider did not answer.
   */
  abstract savedMethod(account: ProviderAccount, paymentId: string): Promise<SavedMethod | null>;

  /** Has a saved method forgotten. @throws Refusal unavailable/provider_down. */
  abstract forgetMethod(account: ProviderAccount, methodId: string): Promise<void>;

  /**
   * Ends a checkout that nobody should pay any more; one that has ended already stays as it is. Its events say so.
   * @throws when the provider did not answer.
   */
  abstract closeCheckout(account: ProviderAccount, sessionId: string): Promise<void>;

  /**
   * Asks for a refund, or returns the one that was made for the same request before.
   * @throws Refusal conflict/refund_refused with the provider's words when it will not do it ·
   * unavailable/provider_down when it did not answer: the outcome is unknown, and the same call may be repeated.
   */
  abstract refund(request: RefundRequest): Promise<RefundTaken>;

  /**
   * An object as the provider has it now, in the form in which its events carry it; null when it knows none.
   * @throws when the provider did not answer.
   */
  abstract objectOf(account: ProviderAccount, object: DoubtedObject): Promise<object | null>;

  /** Events of the last days that the provider could not deliver to our webhook, newest first. */
  abstract undeliveredEvents(account: ProviderAccount, since: Date): AsyncIterable<SignedEvent>;

  /** Events of these types since a moment, delivered or not, newest first. */
  abstract eventsOf(
    account: ProviderAccount,
    filter: { readonly types: readonly string[]; readonly since: Date },
  ): AsyncIterable<SignedEvent>;

  /** The attempt whose checkout made this payment, as the provider knows it, or null. */
  abstract attemptOfPayment(account: ProviderAccount, paymentId: string): Promise<string | null>;

  /** Lines of our balance with the provider, created in [from, until), newest first. */
  abstract statementLines(
    account: ProviderAccount,
    from: Date,
    until: Date,
  ): AsyncIterable<ProviderStatementLine>;

  /** Payouts to our bank made since a moment, newest first, each as it stands now. */
  abstract payouts(account: ProviderAccount, since: Date): AsyncIterable<ProviderPayout>;

  /** The lines that a payout consists of, its own line among them. Only automatic payouts have any. */
  abstract payoutLines(account: ProviderAccount, payoutId: string): AsyncIterable<ProviderStatementLine>;
}
