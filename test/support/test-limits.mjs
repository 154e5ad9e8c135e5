import { addEventHandler, getState } from 'jest-circus';

// A test or hook that hangs ends here, with its name: the light runner itself would wait for ever.

const STANDARD_MS = 30_000;
/** What `jest.setTimeout` asked for, by the file's own state. */
const asked = new WeakMap();

globalThis.jest.setTimeout = (ms) => {
  asked.set(getState(), ms);
  return globalThis.jest;
};

function limited(work, state, own) {
  return () => {
    const limit = own ?? asked.get(state) ?? STANDARD_MS;
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done within ${limit} ms`)), limit);
    });
    return Promise.race([Promise.resolve().then(work), late]).finally(() => clearTimeout(timer));
  };
}

addEventHandler(({ name }, state) => {
  const added =
    name === 'add_test'
      ? state.currentDescribeBlock.children.at(-1)
      : name === 'add_hook' && state.currentDescribeBlock.hooks.at(-1);
  if (added && added.fn) added.fn = limited(added.fn, state, added.timeout);
});
