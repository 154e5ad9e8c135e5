/** Any JSON value; `undefined` members are dropped when written. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json | undefined };
export type JsonObject = { [key: string]: Json | undefined };

/** What every object of Stripe's API has in common. Stored objects are never changed in place, only replaced. */
export interface StripeObject {
  id: string;
  object: string;
  created: number;
  [key: string]: Json | undefined;
}

/** True for a plain JSON object (no list, not null). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The text in a field, or null when the field is missing or of another type. */
export function text(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
