/** Every site may read the public API; no cookie is read or set, so nothing is given away by that. */
export const OPEN_TO_ALL = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'ETag, RateLimit, RateLimit-Policy, Retry-After, Deprecation, Sunset, Link, WWW-Authenticate, X-Request-Id',
} as const;

/** What every answer of a hot route carries, also a problem: no common hook sets headers there. */
export const HOT_HEADERS = {
  ...OPEN_TO_ALL,
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
} as const;

/** What a browser is told before it sends a request with a key or a condition. */
export const PREFLIGHT = {
  ...OPEN_TO_ALL,
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'Authorization, If-None-Match, Accept-Language, Last-Event-ID',
  'access-control-max-age': '86400',
} as const;

/** The public API only tells; it takes no other method. */
export const METHODS = 'GET, HEAD, OPTIONS';

export function isRead(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}
