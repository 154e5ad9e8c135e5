/**
 * JSON that can stand in a script element: what a browser could read as the end of it, or as a comment that hides the
 * end, is written as an escape, which means the same in JSON.
 */
export function jsonForHtml(value: object): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
