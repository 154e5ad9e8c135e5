#!/usr/bin/env node
/**
 * Publishes the widget's scripts: `npm run publish-embed -- 1.1.0` makes them from src/web/embed/element, small, and
 * keeps them for ever below src/web/embed/assets with their hashes. A published version is never written again:
 * partners' pages name it with its hash and would refuse other bytes.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { minifySync } from '@swc/core';

const ELEMENT = new URL('../src/web/embed/element/', import.meta.url);
const ASSETS = new URL('../src/web/embed/assets/', import.meta.url);
const RECORD = new URL('releases.json', ASSETS);
const SOURCES = ['boai.css', 'boai-project.js', 'resize.js'];
const GZIPPED_MAX = 4096;

const [version] = process.argv.slice(2);
if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) stop('Say which version: npm run publish-embed -- 1.1.0');
const folder = new URL(`${version}/`, ASSETS);
if (existsSync(folder)) stop(`${version} is published and stays as it is: choose the next number.`);

const read = (name) => readFileSync(new URL(name, ELEMENT), 'utf8');
const small = (code) => {
  const options = { compress: { ecma: 2019, passes: 3 }, mangle: true, ecma: 2019, module: false };
  return `${minifySync(code, options).code}\n`;
};
const css = read('boai.css')
  .replace(/\/\*[\s\S]*?\*\//g, '')
  .replace(/\s+/g, ' ')
  .replace(/ ?([{};,>]) ?/g, '$1')
  .replace(/: /g, ':')
  .replace(/;}/g, '}')
  .trim();
const files = {
  'boai.js': small(read('boai-project.js').replace('/* boai.css */', () => css.replaceAll("'", "\\'"))),
  'boai.css': `${css}\n`,
  'resize.js': small(read('resize.js')),
};
const gzipped = gzipSync(files['boai.js'], { level: 9 }).length;
if (gzipped > GZIPPED_MAX) stop(`boai.js has ${gzipped} bytes gzipped, ${GZIPPED_MAX} is the limit.`);

const record = existsSync(RECORD) ? JSON.parse(readFileSync(RECORD, 'utf8')) : {};
mkdirSync(folder);
const hashes = {};
for (const [name, text] of Object.entries(files)) {
  writeFileSync(new URL(name, folder), text);
  hashes[name] = `sha384-${createHash('sha384').update(text).digest('base64')}`;
}
// Of what it was made: a test says when the source has gone on and nothing was published.
const source = createHash('sha256').update(SOURCES.map(read).join('\n')).digest('hex');
writeFileSync(RECORD, `${JSON.stringify({ ...record, [version]: { source, files: hashes } }, null, 2)}\n`);
process.stdout.write(`published ${version}: boai.js ${gzipped} bytes gzipped\n`);

function stop(sentence) {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}
