import type { Role } from '../../../staff/roles.js';

export const DOOR_METADATA = 'boai:console-door';

/** What a console route asks of its visitor. */
export type Door =
  | { readonly kind: 'organization'; readonly roles: readonly Role[] }
  | { readonly kind: 'signed-in' }
  | { readonly kind: 'half-signed-in' };

/** A path below the console to return to after login; anything else (another site, the login itself) is dropped. */
export function returnPath(text: unknown): string | null {
  return typeof text === 'string' &&
    /^\/console(\/(?!login)[\w./?=&%:-]*)?$/.test(text) &&
    !text.includes('//')
    ? text
    : null;
}
