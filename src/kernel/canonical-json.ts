/**
 * The one text of a JSON value after RFC 8785 (JCS): no spaces, members in the order of their names' UTF-16 code
 * units, strings escaped as little as JSON allows. Equal values give equal bytes, so the text can be hashed.
 *
 * Narrower than the RFC in two places: numbers are safe integers only (amounts are strings of minor units), and
 * only plain objects and arrays are JSON. A lone surrogate has no UTF-8 form and is refused, as the RFC says.
 * @throws TypeError naming the place of a value that has no such text.
 */
export function canonicalJson(value: unknown, place = '$'): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return stringText(value, place);
  if (typeof value === 'number') return integerText(value, place);
  if (Array.isArray(value))
    return `[${Array.from(value, (item, index) => canonicalJson(item, `${place}[${index}]`)).join(',')}]`;
  if (isPlainObject(value)) {
    const members = Object.keys(value)
      .sort()
      .map((name) => `${stringText(name, place)}:${canonicalJson(value[name], `${place}.${name}`)}`);
    return `{${members.join(',')}}`;
  }
  throw new TypeError(`${place} is no JSON: ${typeof value}`);
}

function stringText(text: string, place: string): string {
  if (/\p{Surrogate}/u.test(text)) throw new TypeError(`${place} has a lone surrogate`);
  return JSON.stringify(text);
}

function integerText(value: number, place: string): string {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${place} is no safe integer: write it as a string`);
  return JSON.stringify(value);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
