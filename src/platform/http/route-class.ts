/** What a route is for; its security headers, form of errors and checks follow from that. */
export type RouteClass = 'donor' | 'console' | 'api' | 'docs' | 'embed' | 'asset';

const CLASSES: readonly (readonly [RegExp, RouteClass])[] = [
  [/^\/(console|partner)(\/|$)/, 'console'],
  [/^\/api\/docs(\/|$)/, 'docs'],
  [/^\/(api|webhooks|health|\.well-known)(\/|$)/, 'api'],
  [/^\/(embed|overlay|oembed)(\/|$)/, 'embed'],
  [/^\/assets\//, 'asset'],
];

/** The class of a path (without query): by its first segments, everything unknown is a donor page. */
export function routeClassOf(path: string): RouteClass {
  for (const [pattern, routeClass] of CLASSES) if (pattern.test(path)) return routeClass;
  return 'donor';
}

/** The path of a request target, without query. */
export function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end < 0 ? url : url.slice(0, end);
}
