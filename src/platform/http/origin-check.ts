/** What of a request says which page sent it. */
export interface Provenance {
  readonly method: string;
  /** Host (with port) under which the request reached us. */
  readonly host: string;
  readonly origin?: string | undefined;
  readonly secFetchSite?: string | undefined;
  readonly referer?: string | undefined;
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a request that changes something comes from a page of ours: Origin, else Sec-Fetch-Site, else Referer.
 * Browsers send at least one. A request with none of them is refused where a cookie gives it power (`strict`),
 * and accepted on donor pages, where only the unguessable form key does: old webviews send nothing.
 */
export function comesFromOurPage(request: Provenance, publicUrl: string, strict: boolean): boolean {
  if (SAFE.has(request.method)) return true;
  const hosts = [request.host, new URL(publicUrl).host];
  if (request.origin !== undefined) return hosts.includes(hostOf(request.origin));
  if (request.secFetchSite !== undefined) return request.secFetchSite === 'same-origin';
  if (request.referer !== undefined) return hosts.includes(hostOf(request.referer));
  return !strict;
}

function hostOf(url: string): string {
  try {
    return new URL(url).host || '-';
  } catch {
    return '-';
  }
}
