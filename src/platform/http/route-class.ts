/** What a route is for; its security headers, form of errors and checks follow from that. */
export type RouteClass = 'donor' | 'console' | 'partner' | 'api' | 'docs' | 'embed' | 'asset';

const CLASSES: readonly (readonly [RegExp, RouteClass])[] = [
  [/^\/console(\/|$)/, 'console'],
  [/^\/partner(\/|$)/, 'partner'],
  [/^\/api\/docs(\/|$)/, 'docs'],
  [/^\/(api|webhooks|health|\.well-known)(\/|$)/, 'api'],
  [/^\/(embed|overlay|oembed)(\/|$)/, 'embed'],
  [/^\/assets\//, 'asset'],
];

/**
 * The class of a path (without query): by its first segments, everything unknown is a donor page. Escapes are read
 * as the router reads them, so that "/%63onsole" has the console's class as it has the console's routes.
 */
export function routeClassOf(path: string): RouteClass {
  const plain = path.includes('%') ? unescaped(path) : path;
  for (const [pattern, routeClass] of CLASSES) if (pattern.test(plain)) return routeClass;
  return 'donor';
}

function unescaped(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The path of a request target, without query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
