import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Jest runs everything as CommonJS, also the packages that ship only as ES modules: native ESM in Jest needs
 * Node >= 24.9 with extra flags and is slower. So we look for such packages and let swc transpile them too.
 */
function esmPackages() {
  // CommonJS itself, but loads an ES module by import().
  const found = ['@fastify/cookie'];
  const look = (dir, scope = '') => {
    for (const entry of readdirSync(dir, { withFileTypes: true })) {
      if (!entry.isDirectory() || entry.name.startsWith('.')) continue;
      if (entry.name.startsWith('@') && !scope) {
        look(join(dir, entry.name), `${entry.name}/`);
        continue;
      }
      try {
        const manifest = JSON.parse(readFileSync(join(dir, entry.name, 'package.json'), 'utf8'));
        if (manifest.type === 'module') found.push(scope + entry.name);
      } catch {
        // A folder without a manifest is no package.
      }
    }
  };
  look(fileURLToPath(new URL('node_modules', import.meta.url)));
  return found;
}

const swc = [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx: true, decorators: true },
      transform: {
        legacyDecorator: true,
        decoratorMetadata: true,
        useDefineForClassFields: false,
        react: { runtime: 'automatic', importSource: 'preact' },
      },
      target: 'es2023',
    },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];

export default {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/support/global-setup.mjs',
  globalTeardown: '<rootDir>/test/support/global-teardown.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.spec.ts', '**/*.spec.tsx'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '\\.(t|j|mj)sx?$': swc },
  // Preact 11 has no "type" and ships only .mjs files.
  transformIgnorePatterns: [`/node_modules/(?!(${esmPackages().join('|')})/)(?!.*\\.mjs$)`],
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  testTimeout: 30_000,
  maxWorkers: 2,
};
