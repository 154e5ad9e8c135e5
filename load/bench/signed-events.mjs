import { createHmac } from 'node:crypto';

let serial = 0;

/** The body of a `payment_intent.succeeded` event as Stripe sends it, about 1.7 kB, for one payment attempt. */
export function succeededEvent({
  attempt,
  amount = 10_000,
  currency = 'cny',
  created = Math.floor(Date.now() / 1000),
}) {
  const id = `${Date.now().toString(36)}${(serial++).toString(36).padStart(8, '0')}`;
  const event = {
    id: `evt_${id}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created,
    data: {
      object: {
        id: `pi_${id}`,
        object: 'payment_intent',
        amount,
        amount_capturable: 0,
        amount_details: { tip: {} },
        amount_received: amount,
        application: null,
        application_fee_amount: null,
        automatic_payment_methods: null,
        canceled_at: null,
        cancellation_reason: null,
        capture_method: 'automatic_async',
        client_secret: null,
        confirmation_method: 'automatic',
        created,
        currency,
        customer: null,
        description: 'A gift to a relief project, through Boai',
        excluded_payment_method_types: null,
        last_payment_error: null,
        latest_charge: `ch_${id}`,
        livemode: false,
        metadata: { payment_attempt: attempt },
        next_action: null,
        on_behalf_of: null,
        payment_method: `pm_${id}`,
        payment_method_configuration_details: null,
        payment_method_options: {
          card: {
            installments: null,
            mandate_options: null,
            network: null,
            request_three_d_secure: 'automatic',
          },
        },
        payment_method_types: ['card'],
        processing: null,
        receipt_email: null,
        review: null,
        setup_future_usage: null,
        shipping: null,
        source: null,
        statement_descriptor: null,
        statement_descriptor_suffix: null,
        status: 'succeeded',
        transfer_data: null,
        transfer_group: null,
      },
    },
    livemode: false,
    pending_webhooks: 1,
    request: { id: `req_${id}`, idempotency_key: attempt },
    type: 'payment_intent.succeeded',
  };
  return { id: event.id, payment: event.data.object.id, body: Buffer.from(JSON.stringify(event, null, 1)) };
}

/** A whole signed HTTP request that delivers the event, ready to be written to a socket. */
export function signedRequest(body, path, secret) {
  const t = Math.floor(Date.now() / 1000);
  const v1 = createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex');
  const head =
    `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json; charset=utf-8\r\n` +
    `Content-Length: ${body.length}\r\nStripe-Signature: t=${t},v1=${v1}\r\nUser-Agent: Stripe/1.0\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
