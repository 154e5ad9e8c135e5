import { sleep } from '../../bin/lib/processes.mjs';

/** One line of weights: what is done how often. A cut commit is the cheapest and the commonest accident. */
const WEIGHTS = { cut: 10, web: 1, worker: 2, worker2: 2, database: 2, redis: 1, flush: 2 };
const DECK = Object.entries(WEIGHTS).flatMap(([name, weight]) => Array(weight).fill(name));
/** The first gifts come in peace, so that there is something to harm. */
const CALM_MS = 1500;
const FATES = ['unanswered', 'lost'];

/** Does harm until `running()` says no. @returns how often each kind of harm was done */
export async function harm(house, random, running) {
  const done = Object.fromEntries(Object.keys(WEIGHTS).map((name) => [name, 0]));
  await sleep(CALM_MS);
  while (running()) {
    await sleep(random.between(300, 1500));
    if (!running()) break;
    const what = random.pick(DECK);
    done[what] += 1;
    if (what === 'cut') {
      house.proxy.arm(...Array.from({ length: random.between(1, 4) }, () => random.pick(FATES)));
    } else if (what === 'flush') await house.flushRedis();
    // What lies on the ground already cannot be killed: it is on its way up.
    else if (house.parts[what].up) house.parts[what].kill();
  }
  house.proxy.disarm();
  return done;
}
