import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { isId } from '../../kernel/ids.js';
import { Config } from '../../platform/config/config.js';
import type { DoubtedObject } from '../event-reading.js';
import { LISTED } from '../inbox.statements.js';
import {
  type CheckoutOpened,
  type CheckoutRequest,
  type OffSessionRequest,
  type OffSessionTaken,
  PaymentProvider,
  type ProviderPayout,
  type ProviderStatementLine,
  type RefundRequest,
  type RefundTaken,
  type SavedMethod,
} from '../payment-provider.service.js';
import type { ProviderAccount } from '../provider-account.entity.js';
import { ProviderAccounts } from '../provider-accounts.service.js';
import type { SignedEvent } from '../provider-event.js';
import { signedEvent } from './stripe.arrival.js';
import { checkoutParameters } from './stripe.checkout.js';
import { statementLine } from './stripe.lines.js';
import { retrieve } from './stripe.objects.js';
import { chargeOffSession, forgetMethod, savedMethod } from './stripe.off-session.js';
import { payoutOf } from './stripe.payouts.js';
import { askForRefund, refundRefusalOf, takenBefore } from './stripe.refund-calls.js';

const TIMEOUT_MS = 10_000;
/** Repeats by the SDK after a broken connection, a time-out, 409 or 5xx: always with the same idempotency key. */
const RETRIES = 2;
const PAGE = 100;
/** Codes by which Stripe says that it cannot take what the donor typed: our rules are not exactly its own. */
const TYPED: Readonly<Record<string, { readonly field: string; readonly code: string }>> = {
  amount_too_small: { field: 'amount', code: 'too_small' },
  amount_too_large: { field: 'amount', code: 'too_large' },
  email_invalid: { field: 'mail', code: 'invalid' },
};

/** Stripe by its official SDK; the same code talks to the sandbox when STRIPE_API_BASE names it. */
@Injectable()
export class StripeAdapter extends PaymentProvider {
  private readonly clients = new Map<string, { readonly apiKey: string; readonly stripe: Promise<Stripe> }>();

  constructor(
    private readonly config: Config,
    private readonly accounts: ProviderAccounts,
    private readonly clock: Clock,
  ) {
    super();
  }

  override async openCheckout(request: CheckoutRequest): Promise<CheckoutOpened> {
    const stripe = await this.client(request.account);
    try {
      const session = await stripe.checkout.sessions.create(checkoutParameters(request), {
        idempotencyKey: request.attemptId,
      });
      if (!session.url) throw new Error(`checkout session ${session.id} has no page`);
      return {
        sessionId: session.id,
        url: session.url,
        expiresAt: new Date(session.expires_at * 1000),
        paymentId: idOf(session.payment_intent),
      };
    } catch (error) {
      throw refusalOf(error);
    }
  }

  override async chargeOffSession(request: OffSessionRequest): Promise<OffSessionTaken> {
    return chargeOffSession(await this.client(request.account), request);
  }

  override async savedMethod(account: ProviderAccount, paymentId: string): Promise<SavedMethod | null> {
    return savedMethod(await this.client(account), paymentId);
  }

  override async forgetMethod(account: ProviderAccount, methodId: string): Promise<void> {
    return forgetMethod(await this.client(account), methodId);
  }

  override async closeCheckout(account: ProviderAccount, sessionId: string): Promise<void> {
    const stripe = await this.client(account);
    try {
      await stripe.checkout.sessions.expire(sessionId);
    } catch (error) {
      // It was paid or has ended meanwhile, or the provider does not know it any more.
      if ((error as { type?: string }).type !== 'StripeInvalidRequestError') throw error;
    }
  }

  override async refund(request: RefundRequest): Promise<RefundTaken> {
    const stripe = await this.client(request.account);
    try {
      return (
        (request.repeated && (await takenBefore(stripe, request))) || (await askForRefund(stripe, request))
      );
    } catch (error) {
      throw refundRefusalOf(error);
    }
  }

  override async objectOf(account: ProviderAccount, object: DoubtedObject): Promise<object | null> {
    return retrieve(await this.client(account), object);
  }

  override async *undeliveredEvents(account: ProviderAccount, since: Date): AsyncIterable<SignedEvent> {
    const stripe = await this.client(account);
    const created = { gte: seconds(since) };
    for await (const event of stripe.events.list({ delivery_success: false, created, limit: PAGE }))
      yield this.listed(account, event);
  }

  override async *eventsOf(
    account: ProviderAccount,
    filter: { readonly types: readonly string[]; readonly since: Date },
  ): AsyncIterable<SignedEvent> {
    const stripe = await this.client(account);
    const created = { gte: seconds(filter.since) };
    for await (const event of stripe.events.list({ types: [...filter.types], created, limit: PAGE }))
      yield this.listed(account, event);
  }

  override async attemptOfPayment(account: ProviderAccount, paymentId: string): Promise<string | null> {
    const stripe = await this.client(account);
    try {
      const sessions = await stripe.checkout.sessions.list({ payment_intent: paymentId, limit: 1 });
      // Others may sell at the same account, and write what they like into the reference.
      const reference = sessions.data[0]?.client_reference_id ?? '';
      return isId(reference) ? reference : null;
    } catch (error) {
      // A payment that the provider does not know (any more) is nobody's, and must not hold up the others.
      if ((error as { type?: string }).type === 'StripeInvalidRequestError') return null;
      throw error;
    }
  }

  override async *statementLines(
    account: ProviderAccount,
    from: Date,
    until: Date,
  ): AsyncIterable<ProviderStatementLine> {
    const stripe = await this.client(account);
    const lines = stripe.balanceTransactions.list({
      created: { gte: seconds(from), lt: seconds(until) },
      limit: PAGE,
      expand: ['data.source'],
    });
    for await (const line of lines) yield statementLine(line);
  }

  override async *payouts(account: ProviderAccount, since: Date): AsyncIterable<ProviderPayout> {
    const stripe = await this.client(account);
    for await (const payout of stripe.payouts.list({ created: { gte: seconds(since) }, limit: PAGE }))
      yield payoutOf(payout);
  }

  override async *payoutLines(
    account: ProviderAccount,
    payoutId: string,
  ): AsyncIterable<ProviderStatementLine> {
    const stripe = await this.client(account);
    const lines = stripe.balanceTransactions.list({
      payout: payoutId,
      limit: PAGE,
      expand: ['data.source'],
    });
    for await (const line of lines) yield statementLine(line);
  }

  /** What the list returns was authenticated by our own API key; its bytes are ours, not the webhook's. */
  private listed(account: ProviderAccount, event: Stripe.Event): SignedEvent {
    return signedEvent(account, Buffer.from(JSON.stringify(event)), LISTED, this.clock.now());
  }

  /** The SDK is loaded when it is first needed: a worker that never calls Stripe does not pay for it. */
  private async client(account: ProviderAccount): Promise<Stripe> {
    // Keys may have been changed by another process.
    await this.accounts.all();
    const apiKey = this.accounts.apiKey(account);
    const known = this.clients.get(account.id);
    if (known?.apiKey === apiKey) return known.stripe;
    const stripe = this.connect(apiKey);
    this.clients.set(account.id, { apiKey, stripe });
    return stripe;
  }

  private async connect(apiKey: string): Promise<Stripe> {
    const { default: StripeSdk } = await import('stripe');
    const base = this.config.STRIPE_API_BASE ? new URL(this.config.STRIPE_API_BASE) : null;
    return new StripeSdk(apiKey, {
      timeout: TIMEOUT_MS,
      maxNetworkRetries: RETRIES,
      telemetry: false,
      ...(base && {
        host: base.hostname,
        port: base.port || (base.protocol === 'http:' ? 80 : 443),
        protocol: base.protocol === 'http:' ? ('http' as const) : ('https' as const),
      }),
    });
  }
}

/**
 * Stripe's errors in our words. No answer, 5xx, 429 and a key still in use mean "unknown, ask again", never
 * "failed". A key that was used with other values means that what we show of the project changed in between.
 */
function refusalOf(error: unknown): unknown {
  const { type, code } = error as { type?: string; code?: string };
  if (type === 'StripeIdempotencyError') return new Refusal('conflict', 'checkout_changed');
  if (type === 'StripeConnectionError' || type === 'StripeAPIError' || type === 'StripeRateLimitError')
    return new Refusal('unavailable', 'provider_down');
  const problem = TYPED[code ?? ''];
  if (problem) return new Refusal('invalid', 'checkout_refused', {}, [problem]);
  return error;
}

function seconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

function idOf(reference: string | { id: string } | null): string | null {
  return typeof reference === 'string' ? reference : (reference?.id ?? null);
}
