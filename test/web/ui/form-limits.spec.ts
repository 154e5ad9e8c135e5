import { SetClock } from '../../../src/kernel/clock.js';
import { type FormKind, FormLimits } from '../../../src/web/ui/form-limits.service.js';
import { openTestApp, type TestApp } from '../../support/app.js';

let app: TestApp;
let limits: FormLimits;
const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));

beforeAll(async () => {
  app = await openTestApp({ clock });
  limits = app.get(FormLimits);
});
afterAll(() => app.close());

/** How many of `times` forms are taken; the others must be refused as too many. */
async function taken(times: number, ip: string, kind: FormKind, subject?: (n: number) => string) {
  let count = 0;
  for (let n = 0; n < times; n++) {
    const refused = await limits.take({ ip }, kind, subject?.(n)).then(
      () => null,
      (error: unknown) => error,
    );
    if (refused === null) count += 1;
    else expect(refused).toMatchObject({ kind: 'too_many_requests', code: 'too_many_forms' });
  }
  return count;
}

test('one address finds gifts 200 times in 15 minutes, another is not touched by it, and later it may again', async () => {
  expect(await taken(203, '192.0.2.1', 'gifts')).toBe(200);
  expect(await taken(1, '192.0.2.2', 'gifts')).toBe(1);
  expect(await taken(1, '192.0.2.1', 'unsubscribe')).toBe(1);
  clock.advance(15 * 60_000 + 1);
  expect(await taken(1, '192.0.2.1', 'gifts')).toBe(1);
});

test('one mail address is asked for three times, from wherever and however it is written', async () => {
  const written = ['li@example.org', 'LI@example.org', ' li@example.org ', 'li@example.org'];
  let count = 0;
  for (const [n, mail] of written.entries()) count += await taken(1, `198.51.100.${n}`, 'gifts', () => mail);
  expect(count).toBe(3);
});

test('four at once are counted as four', async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 4 }, (_, n) => limits.take({ ip: `203.0.113.${n}` }, 'gifts', 'wang@example.org')),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
});

test('neither address nor mail is kept', async () => {
  const rows = await app.database.rows<{ mac: string }>('SELECT HEX(source_mac) AS mac FROM login_source');
  expect(rows.length).toBeGreaterThan(0);
  for (const { mac } of rows) expect(mac).toMatch(/^[0-9A-F]{64}$/);
});
