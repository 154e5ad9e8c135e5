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

/** The whole number in a field, or 0 when the field is missing or of another type. */
export function integer(value: Json | undefined): number {
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : 0;
}

/** An amount field in minor units. */
export function minor(value: Json | undefined): bigint {
  return BigInt(integer(value));
}

/** Minor units as Stripe writes them: a JSON integer. @throws RangeError beyond 2^53. */
export function jsonInteger(units: bigint): number {
  const written = Number(units);
  if (!Number.isSafeInteger(written)) throw new RangeError(`${units} does not fit a JSON integer`);
  return written;
}
