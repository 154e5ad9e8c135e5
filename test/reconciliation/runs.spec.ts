import { DAY, type MatchingKit, NOON, openMatchingKit } from './matching-kit.js';

const HOUR_MS = 3_600_000;
const NEXT_DAY = new Date(NOON.getTime() + 24 * HOUR_MS);

let kit: MatchingKit;
beforeEach(async () => {
  kit = await openMatchingKit();
});
afterEach(() => kit.close());

it('pairs lines and facts, and finds nothing where both say the same', async () => {
  const gifts = [await kit.paid(), await kit.paid()];
  await kit.keep(...gifts.map((gift) => kit.lineOf(gift, { fee: 290n })));
  await kit.covered(NEXT_DAY);
  kit.clock.set(NEXT_DAY);
  expect(await kit.run()).toMatchObject({
    day: DAY,
    revision: 1,
    state: 'done',
    lines: 2,
    facts: 2,
    matched: 2,
    waiting: 0,
    found: 0,
  });
  expect(await kit.run()).toMatchObject({ revision: 2, state: 'done', matched: 2, found: 0 });
  expect(await kit.standing()).toEqual([]);
});

it('D01 a line without a fact, D09 and after three days D02 a fact without a line', async () => {
  await kit.paid();
  await kit.keep(kit.line({ paymentId: 'pi_of_nobody' }));
  await kit.covered(NEXT_DAY);
  kit.clock.set(NEXT_DAY);
  expect(await kit.run()).toMatchObject({ lines: 1, facts: 1, matched: 0, found: 2 });
  expect(await kit.standing()).toEqual(['D01', 'D09']);
  kit.clock.set(new Date(NOON.getTime() + 4 * 24 * HOUR_MS));
  await kit.run();
  expect(await kit.standing()).toEqual(['D01', 'D02']);
});
