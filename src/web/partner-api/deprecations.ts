/** A part of the API that will end. */
export interface Deprecation {
  /** Pattern of its route, as Fastify knows it: `/api/v1/projects/:slug`. */
  readonly route: string;
  /** Since when it should not be used any more. */
  readonly since: Date;
  /** From when on it answers no more; at least six months later. */
  readonly sunset: Date;
  /** Page that says what to use instead. */
  readonly instead: string;
}

/** Parts of the API that will end: nothing is at present. */
export const DEPRECATIONS: readonly Deprecation[] = [];

/** How an answer says that its route will end: Deprecation (RFC 9745), Sunset (RFC 8594), and where to read on. */
export function endingHeaders({ since, sunset, instead }: Deprecation): Readonly<Record<string, string>> {
  return {
    deprecation: `@${Math.floor(since.getTime() / 1000)}`,
    sunset: sunset.toUTCString(),
    link: `<${instead}>; rel="deprecation"; type="text/html"`,
  };
}
