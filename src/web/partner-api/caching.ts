import { createHash } from 'node:crypto';

/** Numbers may be up to 5 s old with the reader, 10 s in a shared cache, and serve for a day when we are down. */
export const CACHE_CONTROL =
  'public, max-age=5, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400';

/** A strong ETag over the content, the same in every process. */
export function tagOf(content: string | Buffer): string {
  return `"${createHash('sha256').update(content).digest('base64url').slice(0, 27)}"`;
}

/**
 * Whether the reader has it already. If-None-Match compares weakly (RFC 9110 §13.1.2): a cache in between may have
 * weakened the tag.
 */
export function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return (
    ifNoneMatch === '*' || ifNoneMatch.split(',').some((each) => each.trim().replace(/^W\//, '') === etag)
  );
}
