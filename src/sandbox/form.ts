import { badParameter } from './errors.js';

/** A decoded parameter: text, or a hash of parameters (lists are hashes with the keys 0, 1, 2 …). */
export type Raw = string | RawHash;
export type RawHash = Map<string, Raw>;

const DEPTH_MAX = 8;

/** Splits `a[b][0]` into `['a','b','0']`; an empty bracket (`a[]`) stays an empty part. */
function splitKey(key: string): string[] {
  const open = key.indexOf('[');
  if (open < 0) return [key];
  const parts = [key.slice(0, open)];
  for (const match of key.slice(open).matchAll(/\[([^[\]]*)\]/g)) parts.push(match[1] ?? '');
  return parts;
}

/**
 * Decodes a form-encoded body or query in Stripe's nested notation.
 * @throws ApiError 400 when one name is used both as text and as a hash, or nests too deeply.
 */
export function parseForm(source: string): RawHash {
  const root: RawHash = new Map();
  for (const [key, value] of new URLSearchParams(source)) {
    const parts = splitKey(key);
    if (parts.length > DEPTH_MAX) throw badParameter(key, 'Parameters are nested too deeply');
    let hash = root;
    for (const [index, part] of parts.entries()) {
      const name = part === '' ? String(hash.size) : part;
      if (index === parts.length - 1) {
        hash.set(name, value);
        break;
      }
      const next = hash.get(name) ?? new Map<string, Raw>();
      if (typeof next === 'string') throw badParameter(parts[0] ?? key, `Invalid hash: ${key}`);
      hash.set(name, next);
      hash = next;
    }
  }
  return root;
}

/** One text for one set of parameters, whatever their order on the wire: what idempotency compares. */
export function canonicalForm(hash: RawHash): string {
  const pairs = [...hash].map(([key, value]): [string, unknown] => [
    key,
    typeof value === 'string' ? value : canonicalForm(value),
  ]);
  return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
}
