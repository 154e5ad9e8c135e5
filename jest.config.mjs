import './test/support/typescript-hooks.mjs';

/**
 * The light runner loads the house once for all test files of a process, as Node itself loads it; Jest's own would load
 * it anew for each file, some seconds every time.
 */
const hooks = new URL('test/support/typescript-hooks.mjs', import.meta.url).href;
process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --import=${hooks}`.trim();

export default {
  runner: ['jest-light-runner', { runtime: 'child_process' }],
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  setupFilesAfterEnv: ['<rootDir>/test/support/runner-setup.mjs'],
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  transform: {},
  maxWorkers: 2,
};
