import { newId, unixNow } from './ids.js';
import { type JsonObject, jsonInteger, minor, type StripeObject } from './json.js';
import { signatureHeader } from './signature.js';

/** A false event, ready to be sent; `header` is null when it goes without a signature. */
export interface Forged {
  event: string;
  body: Buffer;
  header(secret: string): string | null;
  contentType: string;
}

interface Kind {
  /** True when it states nothing about real money that could be believed. */
  harmless: boolean;
  /** The bytes; without it the model's own under a new id. */
  bytes?(event: StripeObject): Buffer | string;
  header?(body: Buffer, secret: string): string | null;
  contentType?: string;
}

const HALF_MEGABYTE = 512 * 1024;
const TOO_DEEP = 70;
/** Just outside the 300 seconds within which a signature counts. */
const OUTSIDE_S = 301;

const signed = (body: Buffer, secret: string, t = unixNow()) => signatureHeader(body, secret, t);
const text = (event: StripeObject) => JSON.stringify(event);
const inside = (event: StripeObject, members: JsonObject): string => {
  const data = event.data as { object: JsonObject };
  return text({ ...event, data: { ...data, object: { ...data.object, ...members } } });
};
const objectOf = (event: StripeObject) => (event.data as { object: JsonObject }).object;

/** What can be false about an event, by name. Those without a valid signature must leave no trace at all. */
export const FORGERIES: Record<string, Kind> = {
  bad_signature: {
    harmless: true,
    header: (body, secret) => signed(body, secret).replace(/.{8}$/, '00000000'),
  },
  wrong_secret: { harmless: true, header: (body) => signed(body, 'whsec_somebody_else') },
  no_signature: { harmless: true, header: () => null },
  empty_signature: { harmless: true, header: () => '' },
  only_v0: { harmless: true, header: (body, secret) => signed(body, secret).replace(',v1=', ',v0=') },
  too_old: { harmless: true, header: (body, secret) => signed(body, secret, unixNow() - OUTSIDE_S) },
  too_new: { harmless: true, header: (body, secret) => signed(body, secret, unixNow() + OUTSIDE_S + 5) },
  tampered: {
    harmless: true,
    header: (body, secret) => signed(Buffer.concat([body, Buffer.from(' ')]), secret),
  },
  oversized: { harmless: true, bytes: (event) => text({ ...event, padding: 'x'.repeat(HALF_MEGABYTE) }) },
  content_type: { harmless: true, contentType: 'text/plain' },
  // Validly signed from here on: the provider contradicts itself, or someone has its secret.
  livemode: { harmless: true, bytes: (event) => text({ ...event, livemode: true }) },
  thin: {
    harmless: true,
    bytes: ({ id, type, livemode }) => {
      const created = new Date().toISOString();
      const related_object = { id: 'acct_1', type: 'account', url: '/v1/accounts/acct_1' };
      return JSON.stringify({ id, object: 'v2.core.event', type, livemode, created, related_object });
    },
  },
  unknown_type: { harmless: true, bytes: (event) => text({ ...event, type: 'gift.wrapped' }) },
  duplicate_keys: {
    harmless: true,
    bytes: (event) => text(event).replace('"data":', '"type":"charge.succeeded","data":'),
  },
  invalid_utf8: {
    harmless: true,
    bytes: (event) =>
      Buffer.concat([
        Buffer.from(text(event).replace(/}$/, ',"note":"')),
        Buffer.from([0xc3, 0x28, 0x22, 0x7d]),
      ]),
  },
  lone_surrogate: { harmless: true, bytes: (event) => text(event).replace(/}$/, ',"note":"\\ud800"}') },
  nul: { harmless: true, bytes: (event) => text(event).replace(/}$/, ',"note":"\\u0000"}') },
  bom: { harmless: true, bytes: (event) => `\ufeff${text(event)}` },
  deep: {
    harmless: true,
    bytes: (event) => text(event).replace(/}$/, `,"note":${'['.repeat(TOO_DEEP)}${']'.repeat(TOO_DEEP)}}`),
  },
  not_json: { harmless: true, bytes: () => '{"id":' },
  a_list: { harmless: true, bytes: (event) => `[${text(event)}]` },
  no_id: { harmless: true, bytes: ({ id: _, ...event }) => JSON.stringify(event) },
  no_object: { harmless: true, bytes: (event) => text({ ...event, data: {} }) },
  other_status: { harmless: true, bytes: (event) => inside(event, { status: 'requires_payment_method' }) },
  other_object: { harmless: true, bytes: (event) => inside(event, { object: 'customer' }) },
  other_type: { harmless: true, bytes: (event) => text({ ...event, type: 'payment_intent.payment_failed' }) },
  amount: {
    harmless: false,
    bytes: (event) => {
      const { amount, amount_received } = objectOf(event);
      const more = jsonInteger(minor(amount_received ?? amount) + 1n);
      return inside(event, { amount: more, amount_received: more });
    },
  },
  currency: {
    harmless: false,
    bytes: (event) => inside(event, { currency: objectOf(event).currency === 'usd' ? 'eur' : 'usd' }),
  },
  account: { harmless: true, bytes: (event) => text({ ...event, account: 'acct_somebody_else' }) },
  unknown_payment: {
    harmless: false,
    bytes: (event) => inside(event, { id: newId('pi_3'), metadata: {}, latest_charge: newId('ch_3') }),
  },
};

/** Makes the false event of this kind from a real one, under an id of its own. */
export function forged(name: string, model: StripeObject): Forged {
  const kind = FORGERIES[name];
  const event = { ...model, id: newId('evt_1forged') };
  const made = kind?.bytes?.(event) ?? text(event);
  const body = Buffer.isBuffer(made) ? made : Buffer.from(made);
  return {
    event: event.id,
    body,
    header: (secret) => (kind?.header ?? signed)(body, secret),
    contentType: kind?.contentType ?? 'application/json; charset=utf-8',
  };
}

/** Kinds that state nothing new about real money: any of them may be mixed among true events at random. */
const HARMLESS = Object.keys(FORGERIES).filter((kind) => FORGERIES[kind]?.harmless);

/** A forgery to go along with a true event, chosen by the drawn number (0..1). */
export function forgeryBeside(model: StripeObject, drawn: number): Forged {
  return forged(HARMLESS[Math.trunc(drawn * HARMLESS.length)] ?? 'bad_signature', model);
}
