import Stripe from 'stripe';
import { Donations, type GiveInput } from '../../src/donations/donations.service.js';
import { Intake } from '../../src/intake/intake.service.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { nextAddress } from '../support/addresses.js';
import { openTestApp, type TestApp } from '../support/app.js';
import {
  type BuiltProject,
  buildOrganization,
  buildProject,
  type ProjectOverrides,
} from '../support/builders.js';
import {
  SANDBOX_SECRET_KEY,
  SANDBOX_WEBHOOK_SECRET,
  startSandbox,
  type TestSandbox,
} from '../support/sandbox.js';

const signer = new Stripe('sk_test_never_called');

/** A gift whose checkout is open. */
export interface OpenGift {
  readonly donationId: string;
  readonly attemptId: string;
  readonly sessionId: string;
  readonly paymentId: string;
  readonly amount: number;
}

/** The whole application with a society, the sandbox behind it, and hands to play the provider. */
export interface GiftKit {
  readonly app: TestApp;
  readonly sandbox: TestSandbox;
  readonly clock: SetClock;
  readonly organizationId: string;
  project(overrides?: ProjectOverrides): Promise<BuiltProject>;
  /** Gives 100.00 yuan, or what `overrides` says. */
  give(project: BuiltProject, overrides?: Partial<GiveInput>): Promise<OpenGift>;
  /** Posts signed events to the webhook; all must be accepted. */
  deliver(...events: object[]): Promise<void>;
  /** Runs intake until nothing is due. */
  intake(): Promise<void>;
  /** What the books say about a donation. */
  books(donationId: string): Promise<Books>;
  states(): Promise<Record<string, string>>;
  close(): Promise<void>;
}

export interface Books {
  status: string;
  facts: string[];
  entries: string[];
  cases: string[];
  announced: number;
}

export async function openGiftKit(
  settings: Record<string, string> = {},
  sandboxOptions: Parameters<typeof startSandbox>[0] = {},
  appOptions: { readonly worker?: boolean } = {},
): Promise<GiftKit> {
  const sandbox = await startSandbox(sandboxOptions);
  const clock = new SetClock(new Date(Math.floor(Date.now() / 1000) * 1000));
  const app = await openTestApp({
    clock,
    stripeBase: sandbox.url,
    ...appOptions,
    settings: {
      STRIPE_SECRET_KEY: SANDBOX_SECRET_KEY,
      STRIPE_WEBHOOK_SECRETS: SANDBOX_WEBHOOK_SECRET,
      ...settings,
    },
  });
  const organizationId = await buildOrganization(app);
  await app.get(ProviderAccounts).ensureMain();
  const { database } = app;
  const rows = async (sql: string, id: string): Promise<string[]> =>
    (await database.rows<{ line: string }>(sql, [id])).map(({ line }) => line);
  return {
    app,
    sandbox,
    clock,
    organizationId,
    project: (overrides = {}) => buildProject(app, { organizationId, ...overrides }),
    async give(project, overrides = {}) {
      const { donationId } = await app.get(Donations).give({ ...form(project.slug), ...overrides });
      const [attempt] = await database.rows<{ id: string; session: string; amount: string }>(
        `SELECT a.id, a.provider_session_id AS session, d.amount FROM payment_attempt a
         JOIN donation d ON d.id = a.donation_id WHERE d.id = ?`,
        [donationId],
      );
      if (!attempt) throw new Error('no attempt');
      return {
        donationId,
        attemptId: attempt.id,
        sessionId: attempt.session,
        paymentId: `pi_${newId()}`,
        amount: Number(attempt.amount),
      };
    },
    async deliver(...events) {
      for (const event of events) {
        const payload = JSON.stringify(event);
        const timestamp = Math.floor(clock.now().getTime() / 1000);
        const answer = await app.inject({
          url: '/webhooks/stripe/main',
          method: 'POST',
          payload,
          headers: {
            'content-type': 'application/json',
            'stripe-signature': signer.webhooks.generateTestHeaderString({
              payload,
              secret: SANDBOX_WEBHOOK_SECRET,
              timestamp,
            }),
          },
        });
        if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.body}`);
      }
    },
    async intake() {
      while ((await app.get(Intake).runOnce()) > 0);
    },
    async books(donationId) {
      const [donation] = await database.rows<{ status: string }>('SELECT status FROM donation WHERE id = ?', [
        donationId,
      ]);
      const [announced] = await database.rows<{ n: string }>(
        "SELECT COUNT(*) AS n FROM outbox_event WHERE kind = 'donation.booked' AND ref = ?",
        [donationId],
      );
      return {
        status: donation?.status ?? 'none',
        facts: await rows(
          `SELECT CONCAT_WS(' ', f.kind, f.amount, f.currency) AS line FROM fact f
           JOIN payment_attempt a ON a.id = f.payment_attempt_id WHERE a.donation_id = ?
           ORDER BY f.kind, f.fact_key`,
          donationId,
        ),
        entries: await rows(
          `SELECT CONCAT_WS(' ', e.kind, t.amount, t.currency, d.code, c.code, f.kind) AS line
           FROM entry e JOIN transfer t ON t.entry_id = e.id JOIN account d ON d.id = t.debit_account_id
           JOIN account c ON c.id = t.credit_account_id JOIN fund f ON f.id = t.fund_id
           WHERE ? IN (e.subject_id, (
             SELECT a.donation_id FROM payment_attempt a WHERE e.subject_type = 'provider_payment'
                AND a.provider_payment_id = e.subject_id))
           ORDER BY e.kind, t.amount, d.code, f.code`,
          donationId,
        ),
        cases: await rows(
          'SELECT kind AS line FROM work_case WHERE subject_id = ? ORDER BY kind',
          donationId,
        ),
        announced: Number(announced?.n),
      };
    },
    async states() {
      const list = await database.rows<{ event_id: string; state: string }>(
        'SELECT event_id, state FROM provider_event',
      );
      return Object.fromEntries(list.map(({ event_id, state }) => [event_id, state]));
    },
    async close() {
      await app.close().finally(() => sandbox.stop());
    },
  };
}

export function form(projectSlug: string): GiveInput {
  const source = { address: nextAddress() };
  return {
    projectSlug,
    amountText: '100',
    currency: 'CNY',
    formKey: `form-${newId()}`,
    locale: 'zh-CN',
    source,
  };
}

/** Makes the events of one gift as Stripe sends them. `at` is in unix seconds. */
export function eventsOf(gift: OpenGift, at: number) {
  const metadata = { payment_attempt: gift.attemptId };
  const chargeId = `ch_${gift.paymentId.slice(3)}`;
  const intent = {
    id: gift.paymentId,
    object: 'payment_intent',
    amount: gift.amount,
    amount_received: gift.amount,
    currency: 'cny',
    latest_charge: chargeId,
    metadata,
  };
  const session = {
    id: gift.sessionId,
    object: 'checkout.session',
    client_reference_id: gift.attemptId,
    metadata,
    payment_intent: gift.paymentId,
  };
  return {
    succeeded: (more: object = {}, created = at) =>
      event('payment_intent.succeeded', { ...intent, status: 'succeeded', ...more }, created),
    failed: (code = 'card_declined', created = at) =>
      event(
        'payment_intent.payment_failed',
        { ...intent, amount_received: 0, status: 'requires_payment_method', last_payment_error: { code } },
        created,
      ),
    canceled: (created = at) =>
      event('payment_intent.canceled', { ...intent, amount_received: 0, status: 'canceled' }, created),
    charge: (more: object = {}, created = at) =>
      event(
        'charge.succeeded',
        {
          id: chargeId,
          object: 'charge',
          status: 'succeeded',
          paid: true,
          captured: true,
          amount: gift.amount,
          currency: 'cny',
          payment_intent: gift.paymentId,
          metadata,
          ...more,
        },
        created,
      ),
    completed: (payment_status = 'paid', created = at) =>
      event('checkout.session.completed', { ...session, status: 'complete', payment_status }, created),
    asyncSucceeded: (created = at) =>
      event(
        'checkout.session.async_payment_succeeded',
        { ...session, status: 'complete', payment_status: 'paid' },
        created,
      ),
    asyncFailed: (created = at) =>
      event(
        'checkout.session.async_payment_failed',
        { ...session, status: 'complete', payment_status: 'unpaid' },
        created,
      ),
    expired: (created = at) =>
      event(
        'checkout.session.expired',
        { ...session, status: 'expired', payment_status: 'unpaid', payment_intent: null },
        created,
      ),
  };
}

export function event(type: string, object: object, created: number) {
  return {
    id: `evt_${newId()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    livemode: false,
    pending_webhooks: 1,
    request: { id: null, idempotency_key: null },
    type,
    data: { object },
  };
}
