import { sleep } from '../../bin/lib/processes.mjs';
import { donate, projectsOf, provide } from './donors.mjs';
import { drain } from './drain.mjs';
import { harm } from './faults.mjs';
import { Random } from './random.mjs';
import { balanceFindings, findings } from './verdict.mjs';

const DONORS = 6;
/** After the last kill everything must serve again within this time (payments rules, 2.9). */
const UP_WITHIN_MS = 30_000;
const DRAIN_WITHIN_MS = 90_000;
const STATEMENT_WITHIN_MS = 75_000;
const FAULTS = { duplicates: 0.3, disorder: 0.3, forgeries: 0.1 };

/**
 * One round: load and harm side by side for some seconds, then quiet, then the comparison.
 * @returns what is printed as the round's line; `ok` says whether every promise was kept
 */
export async function playRound(house, seed, seconds) {
  const random = new Random(seed);
  await house.control('PUT', '/faults', FAULTS);
  const projects = await projectsOf(house);
  const tally = { opened: 0, paid: 0, refunds: 0, disputes: 0, payouts: 0 };
  const cut = { ...house.proxy.cut };
  const end = Date.now() + seconds * 1000;
  const running = () => Date.now() < end && !house.signal?.aborted;
  const acts = Array.from({ length: DONORS }, () => donate(house, random.fork(), projects, running, tally));
  acts.push(provide(house, random.fork(), running, tally));
  const harmed = await harm(house, random.fork(), running);
  // The end is the worst of all: everything at once, and Redis empty, so that nothing waits for a lease.
  for (const part of house.faulty) if (part.up) part.kill();
  await sleep(100);
  const up = await house.untilUp(UP_WITHIN_MS);
  await house.flushRedis();
  await Promise.all(acts);
  await house.control('PUT', '/faults', { duplicates: 0, disorder: 0, forgeries: 0 });
  const drained = await drain(house, DRAIN_WITHIN_MS);
  const { found, events, payments } = await findings(house);
  found.push(...(await balanceFindings(house, STATEMENT_WITHIN_MS)));
  if (up === undefined) found.push(`not up again within ${UP_WITHIN_MS / 1000} s`);
  for (const [what, n] of Object.entries(drained.left)) found.push(`not finished: ${n} ${what}`);
  const cuts = {
    unanswered: house.proxy.cut.unanswered - cut.unanswered,
    lost: house.proxy.cut.lost - cut.lost,
  };
  return {
    ok: found.length === 0,
    seed,
    ...tally,
    harm: { ...harmed, cuts },
    up_ms: up ?? null,
    drained_ms: drained.ms,
    events,
    payments,
    found,
  };
}
