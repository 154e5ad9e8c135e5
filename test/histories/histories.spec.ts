import fc from 'fast-check';
import { SetClock } from '../../src/kernel/clock.js';
import { dayAfter } from '../../src/kernel/days.js';
import { openTestApp } from '../support/app.js';
import { canonOf, entriesOf } from './canon.js';
import { type HistoryPlan, histories } from './history.js';
import { AFTER_ALL, buildStage, playInDisorder, playInOrder } from './play.js';

/** `HISTORIES=2000 npm test -- test/histories` plays more; the seed of a failing run is printed by fast-check. */
const HISTORIES = Number(process.env.HISTORIES ?? 12);
const SEED = process.env.HISTORIES_SEED ? { seed: Number(process.env.HISTORIES_SEED) } : {};
/** Histories in one database; what is known of its accounts stays small. */
const TOGETHER = 50;

it(
  'any order, any repetition, any delay past the close: the same books, byte for byte',
  async () => {
    const plans = fc.sample(histories, { numRuns: HISTORIES, ...SEED });
    for (let at = 0; at < plans.length; at += TOGETHER) await playTogether(plans.slice(at, at + TOGETHER));
  },
  60_000 + HISTORIES * 5_000,
);

async function playTogether(plans: readonly HistoryPlan[]): Promise<void> {
  const app = await openTestApp({ clock: new SetClock(AFTER_ALL) });
  let compared = false;
  try {
    const stages = [];
    for (const plan of plans)
      stages.push({ plan, ordered: await buildStage(app, plan), other: await buildStage(app, plan) });
    for (const { plan, ordered, other } of stages) {
      await playInOrder(ordered);
      const { closed, before } = await playInDisorder(other);
      const [expected, seen] = [
        await canonOf(app, ordered.project.organizationId, ordered.tag),
        await canonOf(app, other.project.organizationId, other.tag),
      ];
      expect({ plan, ...seen }).toEqual({ plan, ...expected });
      await compareDays(app, { ordered, other }, closed, before);
    }
    compared = true;
  } finally {
    // A difference found above says more than a rule that it breaks.
    await app.close().catch((error: unknown) => {
      if (compared) throw error;
    });
  }
}

/** What was booked before the close stands on its day; what came later, on the first open one. */
async function compareDays(
  app: Awaited<ReturnType<typeof openTestApp>>,
  { ordered, other }: Record<'ordered' | 'other', Awaited<ReturnType<typeof buildStage>>>,
  closed: readonly string[],
  before: ReadonlySet<string>,
): Promise<void> {
  const own = new Map(
    (await entriesOf(app, ordered.project.organizationId, ordered.tag)).map((row) => [
      row.source,
      row.bookedOn,
    ]),
  );
  for (const { id, source, bookedOn } of await entriesOf(app, other.project.organizationId, other.tag)) {
    const day = own.get(source) ?? 'none';
    const open = before.has(id) || !closed.includes(day) ? day : dayAfter(closed[closed.length - 1] ?? day);
    expect({ source, bookedOn }).toEqual({ source, bookedOn: open });
  }
}
