import fc from 'fast-check';
import { PublicWordsQueries } from '../../src/donations/public-words.queries.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { type EntryKind, Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { Projector } from '../../src/progress/projector.service.js';
import { type PublicGift, PublicGiftsQueries } from '../../src/progress/public-gifts.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';

const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
let app: TestApp;
let lists: PublicGiftsQueries;

beforeAll(async () => {
  app = await openTestApp({ clock });
  lists = app.get(PublicGiftsQueries);
});
afterAll(() => app.close());

/** Posts one entry about a gift's income; negative: money that goes back. Not numbered yet. */
async function post(
  project: BuiltProject,
  kind: EntryKind,
  subjectId: string,
  amount: bigint,
): Promise<void> {
  const { organizationId, fundId } = project;
  const clearing = await app.get(ChartOfAccounts).id(organizationId, '100903', 'CNY', 'provider-account');
  const income = await app.get(ChartOfAccounts).id(organizationId, '410102', 'CNY');
  const [debit, credit] = amount > 0n ? [clearing, income] : [income, clearing];
  const id = newId();
  await app.database.inTransaction((tx) =>
    app.get(Ledger).post(tx, [
      {
        ...{ id, organizationId, kind, sourceType: 'test', sourceId: id, subjectType: 'donation', subjectId },
        ...{ projectId: project.id, occurredAt: clock.now() },
        transfers: [{ fundId, debit, credit, amount: amount > 0n ? amount : -amount, currency: 'CNY' }],
      },
    ]),
  );
}

async function follow(): Promise<void> {
  while ((await app.get(Numberer).numberOnce()) > 0);
  while ((await app.get(Projector).projectOnce()) > 0);
}

/** Turns all pages; `between` runs after each. */
async function walk(projectId: string, limit: number, between: () => Promise<void>): Promise<PublicGift[]> {
  const seen: PublicGift[] = [];
  let after: bigint | undefined;
  for (;;) {
    const page = await lists.page(projectId, { limit, after });
    expect(page.gifts.length).toBeLessThanOrEqual(limit);
    seen.push(...page.gifts);
    if (page.next === null) return seen;
    after = page.next;
    await between();
  }
}

/** Something that happens to a project between two pages. */
type Move =
  | { readonly do: 'give'; readonly amount: number }
  | { readonly do: 'refund' | 'refund_in_full' | 'put_back'; readonly which: number };
const move: fc.Arbitrary<Move> = fc.oneof(
  fc.record({ do: fc.constant('give' as const), amount: fc.integer({ min: 2, max: 999 }) }),
  fc.record({
    do: fc.constantFrom('refund' as const, 'refund_in_full' as const, 'put_back' as const),
    which: fc.nat(50),
  }),
);

it('pages neither skip nor repeat a gift while others come in, are refunded, and are put back', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(move, { minLength: 1, maxLength: 12 }),
      fc.array(fc.array(move, { maxLength: 3 }), { maxLength: 6 }),
      fc.integer({ min: 1, max: 4 }),
      async (before, turns, limit) => {
        const project = await buildProject(app);
        const gifts: { id: string; given: bigint; left: bigint }[] = [];
        const apply = async (moves: readonly Move[]): Promise<void> => {
          for (const step of moves) {
            if (step.do === 'give') {
              const given = BigInt(step.amount);
              gifts.push({ id: newId(), given, left: given });
              await post(project, 'platform_gift', gifts.at(-1)?.id ?? '', given);
            } else {
              const gift = gifts[step.which % Math.max(gifts.length, 1)];
              if (!gift) continue;
              const change =
                step.do === 'put_back' ? gift.given - gift.left : step.do === 'refund' ? -1n : -gift.left;
              if (change === 0n || gift.left + change < 0n) continue;
              gift.left += change;
              const kind = step.do === 'put_back' ? 'refund_undone' : 'refund_by_provider';
              await post(project, kind, gift.id, change);
            }
            await follow();
          }
        };
        await apply(before);
        // What is there from the first page to the last must be seen; a gift that is away for a while may be.
        const staying = new Set(gifts.filter(({ left }) => left > 0n).map(({ id }) => id));
        let turn = 0;
        const seen = await walk(project.id, limit, async () => {
          await apply(turns[turn++] ?? []);
          for (const { id, left } of gifts) if (left === 0n) staying.delete(id);
        });
        const codes = seen.map(({ code }) => code);
        expect(new Set(codes).size).toBe(codes.length);
        for (let i = 1; i < seen.length; i++)
          expect((seen[i]?.seq ?? 0n) < (seen[i - 1]?.seq ?? 0n)).toBe(true);
        for (const id of staying) expect(codes).toContain(app.get(PublicWordsQueries).codeOf(id));
        // Afterwards the list adds up to what was raised.
        const numbers = await app.get(ProgressQueries).ofProject(project.id);
        const rest = await lists.page(project.id, { limit: 100 });
        const left = rest.gifts.reduce((sum, { amount }) => sum + amount, 0n);
        expect(left).toBe(numbers?.raised);
        expect(left).toBe(gifts.reduce((sum, gift) => sum + gift.left, 0n));
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

it('a walk under concurrent bookings sees every earlier gift exactly once', async () => {
  const project = await buildProject(app);
  const early = Array.from({ length: 60 }, newId);
  for (const id of early) await post(project, 'platform_gift', id, 5n);
  await follow();
  const known = new Set((await lists.page(project.id, { limit: 100 })).gifts.map(({ code }) => code));
  expect(known.size).toBe(60);
  let isOver = false;
  const posting = [0, 1].map(async (poster) => {
    for (let i = 0; !isOver; i++) {
      await post(project, 'platform_gift', newId(), 7n);
      await post(project, 'refund_by_provider', early[(i * 2 + poster) % 60] ?? '', i < 60 ? -1n : 1n);
      if (i > 100) break;
    }
  });
  const following = (async () => {
    while (!isOver) await follow();
  })();
  const seen = await walk(project.id, 3, () => new Promise((resolve) => setTimeout(resolve, 5)));
  isOver = true;
  await Promise.all([...posting, following]);
  await follow();
  const codes = seen.map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.filter((code) => known.has(code))).toHaveLength(60);
}, 60_000);

it('the live picture shows what was numbered before the given moment only', async () => {
  const project = await buildProject(app);
  await post(project, 'platform_gift', newId(), 100n);
  await follow();
  const between = clock.now();
  clock.advance(60_000);
  await post(project, 'platform_gift', newId(), 200n);
  await follow();
  const amounts = async (before: Date) =>
    (await lists.approvedSince(project.id, before, 10)).map(({ amount }) => amount);
  expect(await amounts(between)).toEqual([100n]);
  expect(await amounts(clock.now())).toEqual([200n, 100n]);
  expect(await amounts(new Date(between.getTime() - 1))).toEqual([]);
});
