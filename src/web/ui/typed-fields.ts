/** A form's fields as a browser sends them; nothing in it is believed. */
export type TypedFields = Readonly<Record<string, unknown>>;

const LENGTH_MAX = 3_000;

/** One field as text: '' when it was not sent, or was sent twice, or is longer than any field of ours. */
export function typed(fields: TypedFields, name: string): string {
  const value = Object.hasOwn(fields, name) ? fields[name] : '';
  return typeof value === 'string' && value.length <= LENGTH_MAX ? value : '';
}
