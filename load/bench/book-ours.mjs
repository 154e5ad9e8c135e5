import { workerDuties } from '../../dist/worker.module.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';

// Our side of `book`: the worker's rooms from the build, and its intake loops, as many as a worker runs.

const rooms = await openRooms(process.env);
const loops = workerDuties(rooms.app).pollers.filter(({ name }) => name === 'intake');
if (loops.length === 0) throw new Error('the worker has no intake loop');

answerMessages(async () => {
  const started = performance.now();
  let units = 0;
  await Promise.all(
    loops.map(async (loop) => {
      for (let done = await loop.runOnce(); done > 0; done = await loop.runOnce()) units += done;
    }),
  );
  return { units, seconds: (performance.now() - started) / 1000, loops: loops.length };
});
