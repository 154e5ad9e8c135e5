import { GivingJobs } from '../../src/donations/giving-limits.jobs.js';
import { newId } from '../../src/kernel/ids.js';
import { nextAddress } from '../support/addresses.js';
import type { BuiltProject } from '../support/builders.js';
import { type GiftKit, type OpenGift, openGiftKit } from './gift-kit.js';
import { rightAnswer, type Sent, send, sendAndAnswer, tell } from './visitors.js';

jest.setTimeout(120_000);

let kit: GiftKit;
let project: BuiltProject;

beforeEach(async () => {
  kit = await openGiftKit();
  project = await kit.project();
});
afterEach(() => kit.close());

const isOpen = (sent: Sent) => sent.gift !== null;
const rows = <T>(sql: string) => kit.app.database.rows<T>(sql);
async function count(table: string): Promise<number> {
  const [row] = await rows<{ n: string }>(`SELECT COUNT(*) AS n FROM ${table}`);
  return Number(row?.n);
}

/** Moves our clock and the provider's, which knows no future: the story of a day begins a day ago. */
async function move(hours: number): Promise<void> {
  kit.clock.advance(hours * 3_600_000);
  await kit.sandbox.control('PUT', '/clock', { at: Math.floor(kit.clock.now().getTime() / 1000) - 1 });
}

/** A machine that tries one card after another and answers no question. @returns how many cards it got to try. */
async function machine(times: number, addressOf: () => string): Promise<number> {
  let declined = 0;
  for (let n = 0; n < times; n++) {
    const { gift } = await send(kit, project.slug, addressOf());
    if (!gift) continue;
    declined += 1;
    await tell(kit, 'failed', [gift]);
  }
  return declined;
}

it('card testing: of 200 cards from one address five are tried; nothing is written of the others; a day later it may again', async () => {
  const address = '203.0.113.7';
  await move(-26);
  expect(await machine(200, () => address)).toBe(5);
  expect(await count('donation')).toBe(5);
  expect(await count('giving_session')).toBe(5);
  const neighbour = await send(kit, project.slug, '203.0.113.200');
  expect([neighbour.status, neighbour.gift]).toEqual([422, null]);
  expect(neighbour.body).toContain('付款前的一个小问题');
  expect(isOpen(await send(kit, project.slug, '203.0.114.7'))).toBe(true);
  await move(24.1);
  expect(isOpen(await send(kit, project.slug, address))).toBe(true);
});

it('card testing: two hundred at once from one address: the room for checkouts that nobody can judge yet is for fifty', async () => {
  const sent = await Promise.all(Array.from({ length: 200 }, () => send(kit, project.slug, '203.0.113.8')));
  const open = sent.filter(isOpen);
  // Those whose note is not yet to be seen by one another may be a few more: as many as there are connections.
  expect(open.length).toBeGreaterThanOrEqual(50);
  expect(open.length).toBeLessThanOrEqual(50 + kit.app.config.DATABASE_POOL);
  expect(await count('giving_session')).toBe(open.length);
});

it('card testing: of 200 cards from 200 addresses about fifty are tried, then everybody is asked, and operators know', async () => {
  const tried = await machine(200, nextAddress);
  expect(tried).toBe(50);
  expect(await rows('SELECT kind, state, subject_type FROM work_case')).toEqual([
    { kind: 'CARD_TESTING', state: 'open', subject_type: 'giving_alarm' },
  ]);
  const [audit] = await rows<{ n: string }>(
    "SELECT COUNT(*) AS n FROM audit_event WHERE action = 'giving.alarm_raised'",
  );
  expect(audit?.n).toBe('1');
  const person = await sendAndAnswer(kit, project.slug, nextAddress());
  expect([person.asked, isOpen(person)]).toEqual([true, true]);
  // The alarm outlasts a pause of the attack by its hour, and then goes by itself.
  kit.clock.advance(30 * 60_000);
  expect((await send(kit, project.slug, nextAddress())).status).toBe(422);
  kit.clock.advance(31 * 60_000);
  expect(isOpen(await send(kit, project.slug, nextAddress()))).toBe(true);
});

it('card testing: 1,000 donors behind one carrier address pass; none is asked in peace, and during an attack from there all pass by answering', async () => {
  const address = '198.51.100.77';
  const donors = { asked: 0, given: 0 };
  const wave = async (n: number) => {
    const sent = await Promise.all(
      Array.from({ length: n }, () => sendAndAnswer(kit, project.slug, address)),
    );
    await tell(
      kit,
      'succeeded',
      sent.flatMap(({ gift }) => gift ?? []),
    );
    donors.given += sent.filter(isOpen).length;
    donors.asked += sent.filter(({ asked }) => asked).length;
  };
  for (let waves = 0; waves < 25; waves++) await wave(20);
  expect(donors).toEqual({ asked: 0, given: 500 });
  let tried = 0;
  for (let waves = 0; waves < 25; waves++) {
    tried += await machine(8, () => address);
    await wave(20);
  }
  expect(donors.given).toBe(1_000);
  expect(tried).toBe(5);
  expect(donors.asked).toBe(500);
});

it('card testing: whoever answers for a machine is stopped too, and a person from there waits ten minutes at most', async () => {
  const address = '198.51.100.9';
  let declined = 0;
  let last: Sent | null = null;
  for (let n = 0; n < 60; n++) {
    last = await sendAndAnswer(kit, project.slug, address);
    if (!last.gift) continue;
    declined += 1;
    await tell(kit, 'failed', [last.gift]);
  }
  expect(declined).toBe(25);
  expect(last?.status).toBe(429);
  expect(Number(last?.retryAfter)).toBeGreaterThan(500);
  kit.clock.advance(10 * 60_000 + 1_000);
  expect(isOpen(await sendAndAnswer(kit, project.slug, address))).toBe(true);
});

it('card testing: a mail address waits a day after five declines; without it the donor can give', async () => {
  const mail = 'li@example.org';
  for (let n = 0; n < 5; n++) {
    const { gift } = await send(kit, project.slug, nextAddress(), {
      mail: n % 2 ? mail : mail.toUpperCase(),
    });
    await tell(kit, 'failed', gift ? [gift] : []);
  }
  const refused = await send(kit, project.slug, nextAddress(), { mail });
  expect(refused.status).toBe(429);
  expect(refused.body).toContain('也可以不填邮箱');
  expect(isOpen(await send(kit, project.slug, nextAddress()))).toBe(true);
  expect(isOpen(await send(kit, project.slug, nextAddress(), { mail: 'wang@example.org' }))).toBe(true);
});

it('card testing: a checkout in which five cards were declined is ended at the provider', async () => {
  const [{ gift }, other] = [
    await send(kit, project.slug, nextAddress()),
    await send(kit, project.slug, nextAddress()),
  ];
  if (!gift || !other.gift) throw new Error('no checkout');
  for (let n = 0; n < 5; n++) await tell(kit, 'failed', [{ ...gift, paymentId: `pi_${newId()}` }]);
  await tell(kit, 'failed', [other.gift]);
  await kit.app.get(GivingJobs).watch();
  await kit.app.get(GivingJobs).watch();
  const stripe = kit.sandbox.stripe();
  expect((await stripe.checkout.sessions.retrieve(gift.sessionId)).status).toBe('expired');
  expect((await stripe.checkout.sessions.retrieve(other.gift.sessionId)).status).toBe('open');
  const ends = kit.sandbox.calls.filter(({ path }) => path.endsWith('/expire'));
  expect(ends).toHaveLength(1);
});

it('an abandoned checkout counts after ten minutes; what is paid late takes its own count back', async () => {
  const address = '192.0.2.15';
  const sent = await Promise.all(Array.from({ length: 5 }, () => send(kit, project.slug, address)));
  const gifts = sent.flatMap(({ gift }): OpenGift[] => (gift ? [gift] : []));
  expect(gifts).toHaveLength(5);
  kit.clock.advance(11 * 60_000);
  expect((await send(kit, project.slug, address)).status).toBe(422);
  await tell(kit, 'succeeded', gifts.slice(0, 1));
  expect(isOpen(await send(kit, project.slug, address))).toBe(true);
});

it('a double click, a form sent again and the way back to an open checkout are no further checkouts', async () => {
  const address = '192.0.2.16';
  const form_key = `form-${newId()}`;
  const twice = await Promise.all([1, 2, 3].map(() => send(kit, project.slug, address, { form_key })));
  expect(twice.every(isOpen)).toBe(true);
  expect(await count('giving_session')).toBe(1);
  expect(await machine(10, () => address)).toBe(5);
  expect(isOpen(await send(kit, project.slug, address, { form_key }))).toBe(true);
});

it('a forged X-Forwarded-For does not make another visitor: only the trusted proxy is believed, and only its own entry', async () => {
  const forged = () => `${nextAddress()}, 203.0.113.50`;
  expect(await machine(12, forged)).toBe(5);
  const direct = await openGiftKit({ TRUST_PROXY: '192.0.2.99' });
  try {
    const [first, second] = [kit, project];
    kit = direct;
    project = await direct.project();
    expect(await machine(12, nextAddress)).toBe(5);
    [kit, project] = [first, second];
  } finally {
    await direct.close();
  }
});

it('addresses and mail addresses are kept as HMAC alone, and for less than 25 hours', async () => {
  const { gift } = await send(kit, project.slug, '203.0.113.77', { mail: 'zhao@example.org' });
  await tell(kit, 'failed', gift ? [gift] : []);
  const stored = JSON.stringify(
    await rows('SELECT HEX(network_mac) AS n, HEX(mail_mac) AS m FROM giving_session'),
  );
  expect(stored).not.toMatch(/203\.0|zhao/);
  kit.clock.advance(24 * 3_600_000);
  await kit.app.get(GivingJobs).forget();
  expect(await count('giving_session')).toBe(1);
  kit.clock.advance(45 * 60_000);
  await kit.app.get(GivingJobs).forget();
  expect(await count('giving_session')).toBe(0);
});

describe('the question before a gift', () => {
  const address = '203.0.113.90';
  beforeEach(async () => {
    await machine(5, () => address);
  });
  const form = () => ({ form_key: `form-${newId()}`, name: '李明', message: '加油' });
  const text = (sent: Sent) => /class="problem"[^>]*>([^<]+)</.exec(sent.body)?.[1];

  it('keeps what was typed, is answered once, and a used, wrong, old, forged or missing one opens nothing', async () => {
    const fields = form();
    const first = await send(kit, project.slug, address, fields);
    expect(first.status).toBe(422);
    expect(first.body).toContain('value="李明"');
    expect(first.body).toContain(fields.form_key);
    const answer = { challenge: first.token, challenge_answer: rightAnswer(kit.app, first.token) };
    const twice = await Promise.all(
      [1, 2].map(() => send(kit, project.slug, address, { ...form(), ...answer })),
    );
    expect(twice.filter(isOpen)).toHaveLength(1);
    expect(text(twice.find((sent) => !isOpen(sent)) ?? first)).toContain('已经回答过');

    const wrong = await send(kit, project.slug, address, fields);
    const guess = { challenge: wrong.token, challenge_answer: '987' };
    expect(text(await send(kit, project.slug, address, { ...fields, ...guess }))).toContain('回答不对');
    const burnt = { ...guess, challenge_answer: rightAnswer(kit.app, wrong.token) };
    expect(text(await send(kit, project.slug, address, { ...fields, ...burnt }))).toContain('已经回答过');

    const old = await send(kit, project.slug, address, fields);
    const late = { challenge: old.token, challenge_answer: rightAnswer(kit.app, old.token) };
    kit.clock.advance(60 * 60_000 + 1);
    expect(text(await send(kit, project.slug, address, { ...fields, ...late }))).toContain('放得太久');

    for (const challenge of ['x', old.token.slice(0, -4), `A${old.token.slice(1)}`, 'A'.repeat(5_000)])
      expect(
        isOpen(await send(kit, project.slug, address, { ...fields, challenge, challenge_answer: '5' })),
      ).toBe(false);
    const empty = await send(kit, project.slug, address, {
      ...fields,
      challenge: old.token,
      challenge_answer: ' ',
    });
    expect([empty.status, empty.token === old.token]).toEqual([422, false]);
  });

  it('comes back with its answer when something else in the form was wrong', async () => {
    const first = await send(kit, project.slug, address, form());
    const answer = { challenge: first.token, challenge_answer: rightAnswer(kit.app, first.token) };
    const refused = await send(kit, project.slug, address, { ...form(), ...answer, mail: 'nobody' });
    expect([refused.status, refused.token]).toEqual([422, first.token]);
    expect(refused.body).toContain(`value="${answer.challenge_answer}"`);
    expect(isOpen(await send(kit, project.slug, address, { ...form(), ...answer }))).toBe(true);
  });
});
