import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import record from './assets/releases.json' with { type: 'json' };

const FOLDER = new URL('./assets/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
};

/** A file of a published version, as it is sent. */
export interface ReleasedFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
  /** For `integrity="…"`. */
  readonly integrity: string;
}

/** A published version of the widget's scripts. Its bytes never change: pages of partners name them by their hash. */
export interface Release {
  readonly version: string;
  readonly files: ReadonlyMap<string, ReleasedFile>;
}

function releasedFile(version: string, name: string, integrity: string): ReleasedFile {
  const bytes = readFileSync(new URL(`${version}/${name}`, FOLDER));
  if (integrityOf(bytes) !== integrity)
    throw new Error(
      `embed/assets/${version}/${name} is not what was published: restore it, publish a new version`,
    );
  const contentType = TYPES[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream';
  return { name, contentType, bytes, gzipped: gzipSync(bytes, { level: 9 }), integrity };
}

/** The hash of a file as `integrity` wants it. */
export function integrityOf(bytes: Buffer): string {
  return `sha384-${createHash('sha384').update(bytes).digest('base64')}`;
}

const order = (version: string) => version.split('.').reduce((sum, part) => sum * 1000 + Number(part), 0);

/** All published versions, the newest first. @throws at load when a file is not the one that was published. */
export const RELEASES: readonly Release[] = Object.entries(record)
  .map(([version, { files }]) => ({
    version,
    files: new Map(
      Object.entries(files).map(([name, integrity]) => [name, releasedFile(version, name, integrity)]),
    ),
  }))
  .sort((a, b) => order(b.version) - order(a.version));

/** The version that `/embed/v1/` serves today. */
export function newestRelease(): Release {
  const newest = RELEASES.find(({ version }) => version.startsWith('1.'));
  if (!newest) throw new Error('no version 1 of the widget is published');
  return newest;
}

/** A file by the version in its address: "v1" for the newest, or "1.0.0"; undefined when there is none such. */
export function releasedFileAt(version: string, name: string): ReleasedFile | undefined {
  const release = version === 'v1' ? newestRelease() : RELEASES.find((each) => each.version === version);
  return release?.files.get(name);
}
