import { addEventHandler, getState } from 'jest-circus';

// What the light runner leaves out: a test or hook that hangs ends here, and one that leaves a rejected promise behind
// fails. Without this a hung test would wait for ever, and a stray promise would end the process with all its tests.

const STANDARD_MS = 30_000;
/** What `jest.setTimeout` asked for, by the file's own state. */
const asked = new WeakMap();
/** Rejected promises that nobody has taken yet, with their reasons. */
const stray = new Map();

// Programs that a test starts run as they are, without the hooks of the tests.
delete process.env.NODE_OPTIONS;

globalThis.jest.setTimeout = (ms) => {
  asked.set(getState(), ms);
  return globalThis.jest;
};
// When the runner is gone, nobody reads what its test processes would still find.
process.on('disconnect', () => process.exit(1));
process.on('unhandledRejection', (reason, promise) => stray.set(promise, reason));
process.on('rejectionHandled', (promise) => stray.delete(promise));

function refuseStrays() {
  const [reason] = stray.values();
  const left = stray.size;
  stray.clear();
  if (left > 0) throw new Error(`a rejected promise was never awaited: ${reason}`, { cause: reason });
}

function bounded(work, state, own) {
  return async () => {
    const limit = own ?? asked.get(state) ?? STANDARD_MS;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${limit} ms`)), limit);
    });
    try {
      await Promise.race([Promise.resolve().then(work), late]);
    } finally {
      clearTimeout(timer);
    }
    refuseStrays();
  };
}

addEventHandler(({ name }, state) => {
  const { children, hooks } = state.currentDescribeBlock ?? {};
  const added = name === 'add_test' ? children.at(-1) : name === 'add_hook' ? hooks.at(-1) : undefined;
  if (added?.fn) added.fn = bounded(added.fn, state, added.timeout);
});
