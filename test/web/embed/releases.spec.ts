import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import {
  integrityOf,
  newestRelease,
  RELEASES,
  releasedFileAt,
} from '../../../src/web/embed/embed-releases.js';

const ROOM = join(import.meta.dirname, '../../../src/web/embed');
const SOURCES = ['boai.css', 'boai-project.js', 'resize.js'];

/** What partners' pages may name by its hash. Lines are added with each version and never changed. */
const PUBLISHED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '1.0.0': {
    'boai.js': 'sha384-MIrbK1PsUiEfSG+xqxuspzOUuzEMd5xwA2g98b2Ya1PAWVVne/pixYx6TPSEe6mr',
    'boai.css': 'sha384-zYEQTf5xdigAoFsVohsM4rk+UtcQ/+qULDTqFeDDPau0aQzjVb8U1K2uarrwvMUz',
    'resize.js': 'sha384-16RMRmn0/cwpGtGuht9Qi5H32n4nF4jf74Qg0k7oyz5K5/hBKpYo+PBQw/b8BV0U',
  },
};

test('every published file has the bytes that partners’ pages name by their hash', () => {
  const found = Object.fromEntries(
    RELEASES.map(({ version, files }) => [
      version,
      Object.fromEntries([...files].map(([name, { bytes }]) => [name, integrityOf(bytes)])),
    ]),
  );
  expect(found).toEqual(PUBLISHED);
  const folders = readdirSync(join(ROOM, 'assets')).filter((name) => /^\d/.test(name));
  expect(folders.sort()).toEqual(Object.keys(PUBLISHED).sort());
});

test('the newest version is made of the source as it stands', () => {
  const text = SOURCES.map((name) => readFileSync(join(ROOM, 'element', name), 'utf8')).join('\n');
  const record = JSON.parse(readFileSync(join(ROOM, 'assets/releases.json'), 'utf8'));
  // When this fails: `npm run publish-embed -- NEXT`, then add the new version's hashes above.
  expect(createHash('sha256').update(text).digest('hex')).toBe(record[newestRelease().version].source);
});

test('the script stays below 4,096 bytes gzipped and needs nobody else', () => {
  const { bytes } = releasedFileAt('v1', 'boai.js') ?? { bytes: Buffer.alloc(9999) };
  expect(gzipSync(bytes, { level: 9 }).length).toBeLessThanOrEqual(4096);
  expect(bytes.toString()).not.toMatch(
    /https?:|cookie|localStorage|sessionStorage|indexedDB|innerHTML|eval|document\.write|import\(/,
  );
});

test('it is written in words that kernels of 2019 know', () => {
  const script = releasedFileAt('v1', 'boai.js')?.bytes.toString() ?? '';
  expect(script).not.toMatch(/\?\?|\?\.[a-z([]|#[a-z]+[=(;]|\|\|=|&&=|replaceAll|\.at\(/i);
});

test('“v1” is the newest version 1; an unknown version or file is none', () => {
  expect(releasedFileAt('v1', 'boai.js')).toBe(newestRelease().files.get('boai.js'));
  expect(releasedFileAt('0.0.1', 'boai.js')).toBeUndefined();
  expect(releasedFileAt('v1', '../releases.json')).toBeUndefined();
});
