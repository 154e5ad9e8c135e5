/**
 * Whether `text` has the form of a slug: 3 to 60 small letters, digits and hyphens. Anything else names nothing;
 * asking the database for it would compare characters that the ascii column cannot hold.
 */
export function isSlug(text: string): boolean {
  return /^[a-z0-9-]{3,60}$/.test(text);
}
