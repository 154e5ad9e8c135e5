import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { gzipSync } from 'node:zlib';
import Stripe from 'stripe';
import {
  deliver,
  eventBody,
  openWebhookStack,
  SECRETS,
  type StoredEvent,
  sign,
  type WebhookStack,
} from './webhook-stack.js';

let stack: WebhookStack;

beforeAll(async () => {
  stack = await openWebhookStack();
});
afterAll(() => stack.close());
beforeEach(async () => {
  stack.clock.set(new Date());
  await stack.mark();
  stack.refused.length = 0;
});

function rowsOf(body: string): Promise<StoredEvent[]> {
  return stack.database.rows('SELECT * FROM provider_event WHERE event_id = ?', [JSON.parse(body).id]);
}

/** Sends raw bytes over one socket and gives the status of the answer, however early it comes. */
function raw(headers: Record<string, string>, chunks: Buffer[]): Promise<{ status: number; sent: number }> {
  return new Promise((resolve, reject) => {
    let sent = 0;
    let answered = false;
    const out = request(stack.url, { method: 'POST', headers }, (answer) => {
      answered = true;
      answer.resume();
      resolve({ status: answer.statusCode ?? 0, sent });
      out.destroy();
    });
    out.on('error', (error) => {
      if (!answered) reject(error);
    });
    const next = (i: number): void => {
      const chunk = chunks[i];
      if (answered) return;
      if (!chunk) {
        out.end();
        return;
      }
      sent += chunk.length;
      out.write(chunk, () => setTimeout(next, 5, i + 1));
    };
    next(0);
  });
}

describe('A01 valid signed event', () => {
  it('answers 200 when the row is durable', async () => {
    const body = eventBody();
    const answer = await deliver(stack, body);
    expect([answer.status, await answer.text()]).toEqual([200, '{"received":true}']);
    const [row] = await rowsOf(body);
    expect(row).toMatchObject({ provider: 'stripe', account: 'main', state: 'NEW' });
    expect(String(row?.body)).toBe(body);
  });
});

describe('A02 signatures that are none', () => {
  const body = eventBody();
  const at = new Date();
  const t = Math.floor(at.getTime() / 1000);
  const right = sign(body, at);
  const hex = right.split('v1=')[1] ?? '';
  const cases: Record<string, string> = {
    empty: '',
    'wrong secret': sign(body, at, 'whsec_of_somebody_else'),
    'v0 only': `t=${t},v0=${hex}`,
    'no time': `v1=${hex}`,
    'two times': `t=${t},t=${t},v1=${hex}`,
    'time is no number': `t=${t}.0,v1=${hex}`,
    'short hex': `t=${t},v1=${hex.slice(0, 62)}`,
    'no hex': `t=${t},v1=${'z'.repeat(64)}`,
    'nine v1': `t=${t},${Array.from({ length: 9 }, () => `v1=${hex}`).join(',')}`,
    'of another body': sign(`${body} `, at),
  };
  it.each(Object.entries(cases))('%s: 400 and nothing stored', async (_name, signature) => {
    const answer = await deliver(stack, body, { 'stripe-signature': signature });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await stack.rows()).toEqual([]);
    expect(stack.refused).toEqual(['signature']);
  });

  it('missing: 400 and nothing stored', async () => {
    const answer = await fetch(stack.url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(400);
    expect(await stack.rows()).toEqual([]);
  });

  it('for an account that we do not have: 404', async () => {
    const answer = await fetch(stack.url.replace('/main', '/other'), {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'stripe-signature': right },
    });
    expect(answer.status).toBe(404);
    expect(await stack.rows()).toEqual([]);
  });

  it('signs the very bytes: a byte-order mark or a broken letter is not decoded away', async () => {
    const broken = Buffer.concat([Buffer.from(body.slice(0, -1)), Buffer.from([0xff]), Buffer.from('}')]);
    const repaired = Buffer.from(broken.toString('utf8'));
    expect((await deliver(stack, broken, { 'stripe-signature': sign(repaired, at) })).status).toBe(400);
  });
});

describe('A03 rotation of the secret', () => {
  it('takes the newest, the older one while it is listed, and several v1 of which one is right', async () => {
    const at = stack.clock.now();
    const twice = eventBody();
    const [t, v1] = sign(twice, at).split(',');
    const answers = [
      await deliver(stack, twice, { 'stripe-signature': `${t},v1=${'0'.repeat(64)},${v1}` }),
      await (async () => {
        const body = eventBody();
        return deliver(stack, body, { 'stripe-signature': sign(body, at, SECRETS[1]) });
      })(),
      await (async () => {
        const body = eventBody();
        return deliver(stack, body, { 'stripe-signature': sign(body, at, 'whsec_test_retired_one') });
      })(),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 400]);
  });
});

describe('A04 time of the signature', () => {
  it.each([
    [-301, 400],
    [301, 400],
    [-299, 200],
    [299, 200],
  ])('%i s: %i', async (seconds, status) => {
    const whole = new Date(Math.floor(Date.now() / 1000) * 1000);
    stack.clock.set(whole);
    const body = eventBody();
    const at = new Date(whole.getTime() + seconds * 1000);
    const answer = await deliver(stack, body, { 'stripe-signature': sign(body, at) });
    expect(answer.status).toBe(status);
  });
});

describe('A05 the same event many times', () => {
  it('answers 200 fifty times in parallel and stores one row', async () => {
    const body = eventBody();
    const answers = await Promise.all(Array.from({ length: 50 }, () => deliver(stack, body)));
    expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(200));
    expect(await rowsOf(body)).toHaveLength(1);
  });
});

describe('A06 the same id with another body', () => {
  it('keeps the first, lays the second beside it once, answers 200', async () => {
    const first = eventBody();
    const second = JSON.stringify({ ...JSON.parse(first), livemode: false, extra: 'changed' });
    const statuses = [];
    for (const body of [first, second, second, first]) statuses.push((await deliver(stack, body)).status);
    expect(statuses).toEqual([200, 200, 200, 200]);
    const [row] = await rowsOf(first);
    expect(String(row?.body)).toBe(first);
    const conflicts = await stack.database.rows<{ body: Buffer }>(
      'SELECT body FROM inbox_conflict WHERE provider_event_id = ?',
      [row?.id],
    );
    expect(conflicts.map(({ body }) => body.toString())).toEqual([second]);
  });

  it('sees it also when both come in one batch', async () => {
    const first = eventBody();
    const second = first.replace('"pending_webhooks":1', '"pending_webhooks":2');
    const answers = await Promise.all([deliver(stack, first), deliver(stack, second)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [{ n } = { n: '0' }] = await stack.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM inbox_conflict c JOIN provider_event e ON e.id = c.provider_event_id WHERE e.event_id = ?',
      [JSON.parse(first).id],
    );
    expect(Number(n)).toBe(1);
  });
});

describe('A17 events that are not for us', () => {
  it.each([
    ['unknown type', { type: 'customer.created' }, 'IGNORED', 'type not used'],
    ['thin event', { object: 'v2.core.event' }, 'IGNORED', 'thin event'],
    ['other mode', { livemode: true }, 'IGNORED', 'livemode differs'],
    ['top-up, which the statement tells', { type: 'topup.succeeded' }, 'IGNORED', 'type not used'],
  ])('%s: 200 and %j becomes %s', async (_name, overrides, state, reason) => {
    const body = eventBody(overrides);
    expect((await deliver(stack, body)).status).toBe(200);
    expect(await rowsOf(body)).toEqual([expect.objectContaining({ state, last_error: reason })]);
  });

  const odd: [string, string, string][] = [
    [
      'a key given twice',
      eventBody().replace('"livemode":false', '"livemode":false,"livemode":true'),
      'duplicate_key',
    ],
    ['NUL', eventBody({ note: '\0' }), 'nul'],
    ['half a surrogate pair', eventBody({ note: 'x' }).replace('"x"', '"\\ud83d"'), 'lone_surrogate'],
    ['65 levels', eventBody({ note: 'x' }).replace('"x"', `${'['.repeat(64)}${']'.repeat(64)}`), 'too_deep'],
    ['no JSON', '{"id":', 'not_json'],
  ];
  it.each(odd)('%s: 200, stored and quarantined', async (_name, body, problem) => {
    expect((await deliver(stack, body)).status).toBe(200);
    const rows = await stack.rows();
    expect(rows).toEqual([
      expect.objectContaining({ state: 'QUARANTINED', last_error: `unreadable: ${problem}` }),
    ]);
    expect(String(rows[0]?.body)).toBe(body);
  });

  it('keeps signed bytes that are no UTF-8', async () => {
    const body = Buffer.concat([
      Buffer.from('{"id":"evt_bytes","note":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]);
    const t = Math.floor(stack.clock.now().getTime() / 1000);
    const v1 = createHmac('sha256', SECRETS[0] ?? '')
      .update(`${t}.`)
      .update(body)
      .digest('hex');
    expect((await deliver(stack, body, { 'stripe-signature': `t=${t},v1=${v1}` })).status).toBe(200);
    const [row] = await stack.rows();
    expect(row).toMatchObject({
      event_id: 'evt_bytes',
      state: 'QUARANTINED',
      last_error: 'unreadable: not_utf8',
    });
    expect(row?.body).toEqual(body);
  });
});

describe('A39 bodies that are too large or of another kind', () => {
  const kib = Buffer.alloc(1024, 0x20);
  it('takes 256 KiB to the byte', async () => {
    const body = eventBody().padEnd(256 * 1024, ' ');
    expect((await deliver(stack, body)).status).toBe(200);
  });
  it('refuses 257 KiB by its declared length before it is sent', async () => {
    const { status, sent } = await raw(
      { 'content-type': 'application/json', 'content-length': String(257 * 1024) },
      Array(257).fill(kib),
    );
    expect(status).toBe(413);
    expect(sent).toBeLessThan(64 * 1024);
  });
  it('refuses 5 MB in chunks long before it has come', async () => {
    const part = Buffer.alloc(64 * 1024, 0x20);
    const { status, sent } = await raw({ 'content-type': 'application/json' }, Array(80).fill(part));
    expect(status).toBe(413);
    expect(sent).toBeLessThan(1024 * 1024);
  });
  it.each([
    ['gzip', { 'content-encoding': 'gzip' }, 415],
    ['text', { 'content-type': 'text/plain' }, 415],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ])('refuses %s', async (_name, headers, status) => {
    const body = eventBody();
    const sent = 'content-encoding' in headers ? gzipSync(body) : body;
    expect((await deliver(stack, sent, headers as Record<string, string>)).status).toBe(status);
    expect(await stack.rows()).toEqual([]);
  });
  it.each(['GET', 'PUT', 'DELETE', 'PATCH'])('refuses %s', async (method) => {
    const answer = await fetch(stack.url, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
});

it('agrees with the official SDK on what a signature is', async () => {
  const stripe = new Stripe('sk_test_never_called');
  const body = eventBody();
  for (const secret of [...SECRETS, 'whsec_of_somebody_else']) {
    const header = sign(body, stack.clock.now(), secret);
    const theirs = SECRETS.some((known) => {
      try {
        return Boolean(stripe.webhooks.constructEvent(body, header, known));
      } catch {
        return false;
      }
    });
    expect((await deliver(stack, body, { 'stripe-signature': header })).status).toBe(theirs ? 200 : 400);
  }
});
