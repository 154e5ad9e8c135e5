import { setTimeout as sleep } from 'node:timers/promises';
import { Reconciliation } from '../../dist/reconciliation/reconciliation.service.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';

// Our side of `reconcile`: the worker's rooms from the build, and a run as schedule and console start it.

const SAMPLE_MS = 50;
const rooms = await openRooms(process.env);

answerMessages(async (request) => {
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  let most = before;
  let running = true;
  const watching = (async () => {
    while (running) {
      most = Math.max(most, process.memoryUsage().rss);
      await sleep(SAMPLE_MS);
    }
  })();
  const started = performance.now();
  const run = await rooms.get(Reconciliation).run({ ...request, startedBy: null });
  const seconds = (performance.now() - started) / 1000;
  running = false;
  await watching;
  const { lines, facts, matched, found, waiting, state } = run;
  return { seconds, growth: most - before, run: { lines, facts, matched, found, waiting, state } };
});
