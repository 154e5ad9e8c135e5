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
