import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import swc from '@swc/core';

// Lets Node import the TypeScript of `src` and `test` as it stands, compiled file by file and kept by content. Type
// stripping alone would not do: the house uses decorators and their metadata.

const ROOT = new URL('../../', import.meta.url).href;
const KEPT = new URL('../../node_modules/.cache/boai-tests/', import.meta.url);
const SOURCE = /\.tsx?$/;

const OPTIONS = {
  jsc: {
    parser: { syntax: 'typescript', tsx: true, decorators: true },
    transform: {
      legacyDecorator: true,
      decoratorMetadata: true,
      useDefineForClassFields: false,
      react: { runtime: 'automatic', importSource: 'preact' },
    },
    target: 'es2023',
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};
const PLAIN = { ...OPTIONS, jsc: { ...OPTIONS.jsc, parser: { syntax: 'typescript', decorators: true } } };
const KIND = createHash('sha256')
  .update(swc.version + JSON.stringify(OPTIONS))
  .digest('hex');

mkdirSync(KEPT, { recursive: true });

function compiled(path) {
  const source = readFileSync(path, 'utf8');
  const name = createHash('sha256').update(KIND).update(path).update('\0').update(source).digest('hex');
  const kept = new URL(`${name}.mjs`, KEPT);
  try {
    return readFileSync(kept, 'utf8');
  } catch {
    const options = path.endsWith('.tsx') ? OPTIONS : PLAIN;
    const { code } = swc.transformSync(source, { ...options, filename: path, swcrc: false });
    // Several test processes compile at once: a file is there whole or not at all.
    const written = new URL(`${name}.${process.pid}`, KEPT);
    writeFileSync(written, code);
    renameSync(written, kept);
    return code;
  }
}

const isOurs = (url) => url?.startsWith(ROOT) && !url.includes('/node_modules/');

registerHooks({
  resolve(specifier, context, next) {
    if (!specifier.endsWith('.js') || !specifier.startsWith('.') || !isOurs(context.parentURL))
      return next(specifier, context);
    for (const end of ['.ts', '.tsx']) {
      try {
        return next(specifier.replace(/\.js$/, end), context);
      } catch (error) {
        if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
      }
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    const [address] = url.split('?');
    if (!isOurs(address) || !SOURCE.test(address)) return next(url, context);
    return { format: 'module', shortCircuit: true, source: compiled(fileURLToPath(address)) };
  },
});
