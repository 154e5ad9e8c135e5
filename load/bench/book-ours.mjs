import { setTimeout as sleep } from 'node:timers/promises';
import { Numberer } from '../../dist/ledger/numberer.service.js';
import { Projector } from '../../dist/progress/projector.service.js';
import { workerDuties } from '../../dist/worker.module.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';

// Our side of `book`: the worker's rooms from the build, and its intake loops, as many as a worker runs. With
// `untilPublic` the gifts are also numbered and counted in their projects, by the worker's own loops beside them.

/** How long the numberer waits for more to be booked. */
const IDLE_MS = 5;
const rooms = await openRooms(process.env);
const loops = workerDuties(rooms.app).pollers.filter(({ name }) => name === 'intake');
if (loops.length === 0) throw new Error('the worker has no intake loop');

answerMessages(async ({ untilPublic = false }) => {
  const started = performance.now();
  const latencies = [];
  let units = 0;
  const runOnce = async (loop) => {
    const before = performance.now();
    const done = await loop.runOnce();
    if (done > 0) latencies.push(performance.now() - before);
    units += done;
    return done;
  };
  let intaking = true;
  const follow = async (work) => {
    while (intaking) if ((await work()) === 0) await sleep(IDLE_MS);
    while ((await work()) > 0);
  };
  const intake = Promise.all(
    loops.map(async (loop) => {
      while ((await runOnce(loop)) > 0);
    }),
  ).finally(() => {
    intaking = false;
  });
  const numbered = untilPublic && follow(() => rooms.get(Numberer).numberOnce());
  await Promise.all([intake, numbered]);
  if (untilPublic) while ((await rooms.get(Projector).projectOnce()) > 0);
  return { units, seconds: (performance.now() - started) / 1000, latencies, loops: loops.length };
});
