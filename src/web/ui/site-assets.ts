import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const FOLDER = new URL('./assets/', import.meta.url);
const TYPES: Readonly<Record<string, string>> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
};

/** A file that pages load: its bytes, also compressed, and the hash that stands in its address. */
export interface SiteAsset {
  readonly name: string;
  readonly contentType: string;
  readonly hash: string;
  readonly bytes: Buffer;
  readonly gzipped: Buffer;
}

function load(name: string): SiteAsset {
  const contentType = TYPES[name.split('.').at(-1) ?? ''];
  if (!contentType) throw new Error(`ui/assets/${name} has no known type`);
  const bytes = readFileSync(new URL(name, FOLDER));
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 12);
  return { name, contentType, hash, bytes, gzipped: gzipSync(bytes, { level: 9 }) };
}

const assets = new Map(readdirSync(FOLDER).map((name) => [name, load(name)]));

/** An asset by its name, or undefined. */
export function siteAsset(name: string): SiteAsset | undefined {
  return assets.get(name);
}

/** Address of an asset; it changes with its content, so browsers may keep it for ever. @throws for an unknown name. */
export function assetUrl(name: string): string {
  const asset = assets.get(name);
  if (!asset) throw new Error(`there is no ui/assets/${name}`);
  return `/assets/${asset.hash}/${name}`;
}
