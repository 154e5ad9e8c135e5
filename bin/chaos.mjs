import { randomInt } from 'node:crypto';
import { rmSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { House } from '../load/chaos/house.mjs';
import { playRound } from '../load/chaos/round.mjs';
import { build } from './lib/build.mjs';
import { main, Stop, say, step } from './lib/progress.mjs';
import { onStop, prepare } from './lib/runtime.mjs';
import { throwawayFolder } from './lib/test-servers.mjs';

// npm run chaos [-- --rounds N --seconds S --seed X --keep]: a whole stack of its own under signed load, while web,
// workers, MariaDB and Redis are killed, Redis is emptied and connections are cut at COMMIT. One JSON line for each
// round; the exit code is 0 only when every round lost, doubled and changed nothing.

const wholeNumber = (name, text, most) => {
  if (!/^\d+$/.test(text) || Number(text) < 1 || Number(text) > most)
    throw new Stop(`--${name} must be a whole number from 1 to ${most}`, 2);
  return Number(text);
};

await main(async () => {
  const text = { type: 'string' };
  const { values } = parseArgs({
    options: {
      rounds: { ...text, default: '3' },
      seconds: { ...text, default: '15' },
      seed: { ...text, default: String(randomInt(1, 2 ** 31)) },
      keep: { type: 'boolean', default: false },
    },
  });
  const rounds = wholeNumber('rounds', values.rounds, 1000);
  const seconds = wholeNumber('seconds', values.seconds, 600);
  const seed = wholeNumber('seed', values.seed, 2 ** 32);
  if (!(await prepare())) return undefined;
  await build();
  const interrupted = new AbortController();
  onStop(() => interrupted.abort());
  const dir = await throwawayFolder('chaos');
  const house = new House(dir, interrupted.signal);
  say(`chaos: seed ${seed}, ${rounds} rounds of ${seconds} s`);
  let broken = 0;
  try {
    await step('Starting a house of its own', () => house.start());
    for (let round = 1; round <= rounds && !interrupted.signal.aborted; round++) {
      const line = await playRound(house, seed + round - 1, seconds);
      if (!line.ok) broken += 1;
      process.stdout.write(`${JSON.stringify({ round, ...line })}\n`);
    }
  } finally {
    await house.stop();
    if (values.keep) say(`what it left: ${dir}`);
    else rmSync(dir, { recursive: true, force: true });
  }
  const downs = Object.fromEntries(
    Object.entries(house.parts).map(([name, { downs: all }]) => [
      name,
      { times: all.length, longest_ms: Math.max(0, ...all) },
    ]),
  );
  const played = !interrupted.signal.aborted;
  process.stdout.write(`${JSON.stringify({ ok: played && broken === 0, seed, rounds, broken, downs })}\n`);
  return played && broken === 0 ? 0 : 1;
});
