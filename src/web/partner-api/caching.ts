import { createHash } from 'node:crypto';

export { isKnown } from '../../platform/http/known.js';

/** Numbers may be up to 5 s old with the reader, 10 s in a shared cache, and serve for a day when we are down. */
export const CACHE_CONTROL =
  'public, max-age=5, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400';

/** A strong ETag over the content, the same in every process. */
export function tagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
}
