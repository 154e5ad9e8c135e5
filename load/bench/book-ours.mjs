import { workerDuties } from '../../dist/worker.module.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';

// Our side of `book`: the worker's rooms from the build, and its intake loops, as many as a worker runs.

const rooms = await openRooms(process.env);
const loops = workerDuties(rooms.app).pollers.filter(({ name }) => name === 'intake');
if (loops.length === 0) throw new Error('the worker has no intake loop');

answerMessages(async () => {
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
  await Promise.all(
    loops.map(async (loop) => {
      while ((await runOnce(loop)) > 0);
    }),
  );
  return { units, seconds: (performance.now() - started) / 1000, latencies, loops: loops.length };
});
