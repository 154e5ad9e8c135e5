import fc from 'fast-check';
import { eventsOf } from '../donations/gift-kit.js';
import { type MatchingKit, NOON, openMatchingKit } from './matching-kit.js';

const HOUR_MS = 3_600_000;
let kit: MatchingKit;
beforeAll(async () => {
  kit = await openMatchingKit();
});
afterAll(() => kit.close());

/** What may happen to one gift between our books and the provider's statement. */
const FATES = ['equal', 'late', 'D01', 'D02', 'D03', 'D04', 'D07', 'D10'] as const;
type Fate = (typeof FATES)[number];

const history = fc.array(
  fc.record({
    fate: fc.constantFrom<Fate>(...FATES),
    minute: fc.integer({ min: 0, max: 23 * 60 }),
    more: fc.integer({ min: 1, max: 5_000 }),
  }),
  { minLength: 1, maxLength: 8 },
);

let round = 0;

/** The days of a round: far from the other rounds' days and from what they carry over. */
function dayOf(n: number): { day: string; at: (minute: number) => Date } {
  const noon = new Date(NOON.getTime() - n * 8 * 24 * HOUR_MS);
  const day = noon.toISOString().slice(0, 10);
  const from = Date.parse(`${day}T00:00:00+08:00`);
  return { day, at: (minute) => new Date(from + minute * 60_000) };
}

it('random gifts with random differences: exactly those are found, and a second run says the same', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (gifts) => {
      const { day, at } = dayOf(round++);
      const expected: string[] = [];
      for (const { fate, minute, more } of gifts) {
        const gift = fate === 'D01' ? await kit.open(at(minute)) : await kit.paid(at(minute));
        const same = kit.lineOf(gift, { occurredAt: at(minute) });
        if (fate === 'late') await kit.keep({ ...same, occurredAt: at(minute + 24 * 60) });
        else if (fate === 'D03') {
          const amount = same.amount + BigInt(more);
          await kit.keep({ ...same, amount, net: amount });
        } else if (fate === 'D04') await kit.keep({ ...same, currency: 'USD' });
        else if (fate !== 'D02') await kit.keep(same);
        if (fate === 'D07') await kit.keep(kit.lineOf(gift, { occurredAt: at(minute) }));
        if (fate === 'D10')
          await kit.keep(
            kit.line({
              ...{ type: 'refund', amount: -BigInt(more), occurredAt: at(minute) },
              ...{ sourceKey: `re_${gift.attemptId}`, paymentId: gift.paymentId },
            }),
          );
        if (fate.startsWith('D')) expected.push(fate);
      }
      await kit.goTo(at(5 * 24 * 60));
      await kit.covered(at(5 * 24 * 60));
      const found = async (): Promise<string[]> => {
        const run = await kit.run(day);
        expect(run.state).toBe('done');
        const rows = await kit.app.database.rows<{ code: string; id: string }>(
          "SELECT code, case_id AS id FROM discrepancy WHERE state = 'standing' AND day = ? ORDER BY code, id",
          [day],
        );
        expect(run.found).toBe(rows.length);
        return rows.map(({ code, id }) => `${code} ${id}`);
      };
      const once = await found();
      expect(once.map((each) => each.slice(0, 3))).toEqual(expected.sort());
      expect(await found()).toEqual(once);
    }),
    { numRuns: 12 },
  );
}, 240_000);

it('every order of the same lines and runs ends with the same differences', async () => {
  const { day, at } = dayOf(round++);
  const gift = await kit.open(at(600));
  await kit.keep(kit.lineOf(gift, { occurredAt: at(600) }));
  await kit.goTo(at(24 * 60 + 60));
  await kit.covered(at(24 * 60 + 60));
  await kit.run(day);
  await kit.deliver(eventsOf(gift, at(600).getTime() / 1000).succeeded());
  await kit.intake();
  expect(await kit.run(day)).toMatchObject({ matched: 1, found: 0 });
  const rows = await kit.app.database.rows('SELECT code, state FROM discrepancy WHERE day = ?', [day]);
  expect(rows).toMatchObject([{ code: 'D01', state: 'gone' }]);
});
