import type Stripe from 'stripe';
import { giftSession, SANDBOX_SECRET_KEY, startSandbox, type TestSandbox } from '../support/sandbox.js';

const FORM = new URLSearchParams({
  mode: 'payment',
  success_url: 'https://example.org/done',
  'line_items[0][quantity]': '1',
  'line_items[0][price_data][currency]': 'cny',
  'line_items[0][price_data][unit_amount]': '10000',
  'line_items[0][price_data][product_data][name]': 'gift',
}).toString();

type Body = { id?: string; error?: { type: string; code?: string; param?: string; message: string } };

describe('the API of the sandbox', () => {
  let sandbox: TestSandbox;
  let stripe: Stripe;
  let turn = 0;

  beforeAll(async () => {
    sandbox = await startSandbox();
    stripe = sandbox.stripe({ maxNetworkRetries: 0 });
  });
  afterAll(() => sandbox.stop());
  afterEach(() => sandbox.control('PUT', '/faults', { api_down: false, api_delay_ms: 0, api_timeouts: 0 }));

  async function post(body: string, headers: Record<string, string> = {}, path = '/v1/checkout/sessions') {
    const answer = await fetch(sandbox.url + path, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${SANDBOX_SECRET_KEY}`,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
      body,
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Body };
  }
  const key = () => {
    turn += 1;
    return `key-${turn}`;
  };
  const sessions = async () =>
    (await sandbox.control<{ sessions: { open: number } }>('GET', '/state')).sessions.open;

  describe('idempotency keys', () => {
    it('the same key and parameters, in any order, get the first answer again', async () => {
      const one = { 'idempotency-key': key() };
      const first = await post(FORM, one);
      const reversed = new URLSearchParams([...new URLSearchParams(FORM)].reverse()).toString();
      const second = await post(reversed, one);
      expect([first.status, second.status]).toEqual([200, 200]);
      expect(second.body).toEqual(first.body);
      expect(first.headers.get('idempotent-replayed')).toBeNull();
      expect(second.headers.get('idempotent-replayed')).toBe('true');
      expect(second.headers.get('original-request')).toBe(first.headers.get('request-id'));
      expect(second.headers.get('request-id')).not.toBe(first.headers.get('request-id'));
    });

    it('the first answer is kept although the object has changed since', async () => {
      const one = { 'idempotency-key': key() };
      const first = await post(FORM, one);
      await sandbox.control('POST', '/pay', { session: first.body.id });
      expect((await post(FORM, one)).body).toMatchObject({ status: 'open' });
    });

    it('the same key with other parameters, or for another operation, is an error', async () => {
      const one = { 'idempotency-key': key() };
      await post(FORM, one);
      for (const other of [
        await post(`${FORM}&client_reference_id=x`, one),
        await post('charge=ch_1', one, '/v1/refunds'),
      ]) {
        expect(other.status).toBe(400);
        expect(other.body.error?.type).toBe('idempotency_error');
      }
      await expect(
        stripe.checkout.sessions.create(giftSession({ client_reference_id: 'y' }), {
          idempotencyKey: one['idempotency-key'],
        }),
      ).rejects.toMatchObject({ type: 'StripeIdempotencyError' });
    });

    it('a second request while the first is at work is a conflict, and one session is made', async () => {
      await sandbox.control('PUT', '/faults', { api_delay_ms: 300 });
      const before = await sessions();
      const one = { 'idempotency-key': key() };
      const answers = await Promise.all([post(FORM, one), post(FORM, one)]);
      expect(answers.map((answer) => answer.status).sort()).toEqual([200, 409]);
      const conflict = answers.find((answer) => answer.status === 409);
      expect(conflict?.body.error).toMatchObject({
        type: 'idempotency_error',
        code: 'idempotency_key_in_use',
      });
      expect(await sessions()).toBe(before + 1);
    });

    it('a request refused in validation leaves nothing behind', async () => {
      const one = { 'idempotency-key': key() };
      const refused = await post(`${FORM}&colour=red`, one);
      expect(refused.body.error).toMatchObject({ code: 'parameter_unknown', param: 'colour' });
      expect((await post(FORM, one)).status).toBe(200);
    });

    it('an error of the work itself is kept', async () => {
      const one = { 'idempotency-key': key() };
      const first = await post('charge=ch_none', one, '/v1/refunds');
      const second = await post('charge=ch_none', one, '/v1/refunds');
      expect([first.status, second.status]).toEqual([404, 404]);
      expect(second.headers.get('idempotent-replayed')).toBe('true');
    });

    it('after a time-out the same call returns the same session', async () => {
      const before = await sessions();
      await sandbox.control('PUT', '/faults', { api_timeouts: 1 });
      const patient = sandbox.stripe({ maxNetworkRetries: 1, timeout: 200 });
      const options = { idempotencyKey: key() };
      const session = await patient.checkout.sessions.create(giftSession(), options);
      expect(session.lastResponse.headers['idempotent-replayed']).toBe('true');
      expect((await patient.checkout.sessions.create(giftSession(), options)).id).toBe(session.id);
      expect(await sessions()).toBe(before + 1);
    });

    it('longer than 255 characters is refused', async () => {
      expect((await post(FORM, { 'idempotency-key': 'k'.repeat(256) })).status).toBe(400);
    });
  });

  describe('what it refuses', () => {
    it.each([
      ['mode=setup', 'mode', undefined],
      ['mode=payment', 'success_url', 'parameter_missing'],
      ['mode=payment&success_url=nonsense', 'success_url', 'url_invalid'],
      ['mode=payment&success_url=https://example.org', 'line_items', 'parameter_missing'],
      [FORM.replace('10000', '1e3'), 'line_items[0][price_data][unit_amount]', 'parameter_invalid_integer'],
      [FORM.replace('10000', '-5'), 'line_items[0][price_data][unit_amount]', 'parameter_invalid_integer'],
      [FORM.replace('10000', '0'), 'line_items', 'amount_too_small'],
      [
        FORM.replace('10000', '100000000'),
        'line_items[0][price_data][unit_amount]',
        'parameter_invalid_integer',
      ],
      [`${FORM}&payment_method_types[0]=card`, 'payment_method_types', 'parameter_unknown'],
      [`${FORM}&payment_intent_data[colour]=red`, 'payment_intent_data[colour]', 'parameter_unknown'],
      [`${FORM}&metadata[${'k'.repeat(41)}]=v`, `metadata[${'k'.repeat(41)}]`, undefined],
      [`${FORM}&client_reference_id=`, 'client_reference_id', 'parameter_invalid_empty'],
      [`${FORM}&expires_at=1`, 'expires_at', undefined],
      [`${FORM}&mode[a]=b`, 'mode', undefined],
      [`${FORM}&__proto__[a]=b`, '__proto__', 'parameter_unknown'],
    ])('%#: %s', async (body, param, code) => {
      const answer = await post(body);
      expect(answer.status).toBe(400);
      expect(answer.body.error).toMatchObject({ type: 'invalid_request_error', param });
      expect(answer.body.error?.code).toBe(code);
    });

    it('a missing or wrong key, another version, an unknown path', async () => {
      for (const headers of [{ authorization: '' }, { authorization: 'Bearer sk_test_wrong' }]) {
        const answer = await post(FORM, headers);
        expect(answer.status).toBe(401);
        expect(answer.body.error?.type).toBe('invalid_request_error');
      }
      expect((await post(FORM, { 'stripe-version': '2020-08-27' })).status).toBe(400);
      const unknown = await post('', {}, '/v1/customers');
      expect(unknown.status).toBe(404);
      expect(unknown.body.error?.message).toContain('Unrecognized request URL (POST: /v1/customers)');
    });

    it('refunds of more than is left', async () => {
      const session = await stripe.checkout.sessions.create(giftSession());
      const { charge } = await sandbox.control<{ charge: string }>('POST', '/pay', { session: session.id });
      expect(await stripe.refunds.create({ charge, amount: 4000 })).toMatchObject({
        amount: 4000,
        status: 'succeeded',
      });
      await expect(stripe.refunds.create({ charge, amount: 6001 })).rejects.toMatchObject({
        param: 'amount',
      });
      await stripe.refunds.create({ charge });
      await expect(stripe.refunds.create({ charge })).rejects.toMatchObject({
        code: 'charge_already_refunded',
      });
      expect(await stripe.charges.retrieve(charge)).toMatchObject({
        amount_refunded: 10_000,
        refunded: true,
      });
      const lines = await stripe.balanceTransactions.list({ type: 'refund', limit: 2 });
      expect(lines.data.map((line) => [line.amount, line.fee, line.net])).toEqual([
        [-6000, 0, -6000],
        [-4000, 0, -4000],
      ]);
    });

    it('an API told to be down answers 503 and does nothing', async () => {
      const before = await sessions();
      await sandbox.control('PUT', '/faults', { api_down: true });
      expect((await post(FORM)).status).toBe(503);
      await sandbox.control('PUT', '/faults', { api_down: false });
      expect(await sessions()).toBe(before);
    });
  });

  it('pages through a list in both directions, and by time', async () => {
    const made: string[] = [];
    for (let index = 0; index < 7; index += 1)
      made.unshift((await stripe.checkout.sessions.create(giftSession())).id);
    const walked: string[] = [];
    for await (const session of stripe.checkout.sessions.list({ limit: 3 })) {
      walked.push(session.id);
      if (walked.length === 7) break;
    }
    expect(walked).toEqual(made);
    const back = await stripe.checkout.sessions.list({ limit: 3, ending_before: made[5] ?? '' });
    expect([back.data.map((session) => session.id), back.has_more]).toEqual([made.slice(2, 5), true]);
    const later = await stripe.checkout.sessions.list({ created: { gt: Math.trunc(Date.now() / 1000) } });
    expect(later.data).toEqual([]);
    await expect(stripe.checkout.sessions.list({ starting_after: 'cs_none' })).rejects.toMatchObject({
      code: 'resource_missing',
    });
    await expect(stripe.balanceTransactions.list({ payout: 'po_none' })).rejects.toMatchObject({
      param: 'payout',
    });
  });
});
