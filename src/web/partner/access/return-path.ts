/** A path below `/partner` to return to after login; anything else (another site, the login itself) is dropped. */
export function partnerReturnPath(text: unknown): string | null {
  return typeof text === 'string' &&
    /^\/partner(\/(?!login|invitation|apply)[\w./?=&%:-]*)?$/.test(text) &&
    !text.includes('//')
    ? text
    : null;
}
