import { ApiError, badParameter } from './errors.js';
import type { Raw, RawHash } from './form.js';

/** Reads one parameter; `path` is its name as the caller wrote it, for the error. */
export type Field<T> = (raw: Raw, path: string) => T;
type Shape = Record<string, Field<unknown>>;
type Read<S extends Shape> = { [K in keyof S]?: ReturnType<S[K]> };

/** Text of at most `max` characters; an empty text is refused, as Stripe does. */
export function str(max = 5000): Field<string> {
  return (raw, path) => {
    if (typeof raw !== 'string') throw badParameter(path, 'Invalid string');
    if (raw === '') {
      throw badParameter(
        path,
        `You passed an empty string for '${path}'. We assume empty values are an attempt to unset a parameter; however '${path}' cannot be unset.`,
        'parameter_invalid_empty',
      );
    }
    if (raw.length > max) throw badParameter(path, `Invalid string: must be at most ${max} characters`);
    return raw;
  };
}

/** A whole number within the bounds. */
export function int(min: number, max: number): Field<number> {
  return (raw, path) => {
    if (typeof raw !== 'string' || !/^-?\d{1,15}$/.test(raw)) {
      throw badParameter(path, `Invalid integer: ${String(raw)}`, 'parameter_invalid_integer');
    }
    const value = Number(raw);
    if (value < min) {
      throw badParameter(
        path,
        `This value must be greater than or equal to ${min}.`,
        'parameter_invalid_integer',
      );
    }
    if (value > max) {
      throw badParameter(
        path,
        `This value must be less than or equal to ${max}.`,
        'parameter_invalid_integer',
      );
    }
    return value;
  };
}

/** `true` or `false`. */
export const bool: Field<boolean> = (raw, path) => {
  if (raw !== 'true' && raw !== 'false') throw badParameter(path, `Invalid boolean: ${String(raw)}`);
  return raw === 'true';
};

/** One of the listed words. */
export function oneOf<T extends string>(...words: T[]): Field<T> {
  return (raw, path) => {
    const found = words.find((word) => word === raw);
    if (!found) throw badParameter(path, `Invalid ${path}: must be one of ${words.join(', ')}`);
    return found;
  };
}

/** An absolute http or https address. */
export const url: Field<string> = (raw, path) => {
  // Stripe accepts its template in an address, although braces are not allowed in one.
  const probe = typeof raw === 'string' ? raw.replaceAll('{CHECKOUT_SESSION_ID}', 'cs') : '';
  if (!/^https?:\/\//.test(probe) || !URL.canParse(probe)) {
    throw badParameter(path, 'Not a valid URL', 'url_invalid');
  }
  return String(raw);
};

/** A currency's code; upper case is taken, too. */
export const currency: Field<string> = (raw, path) => {
  const code = str()(raw, path).toLowerCase();
  if (!/^[a-z]{3}$/.test(code)) throw badParameter(path, `Invalid currency: ${code}`);
  return code;
};

/** A list; entries come as `name[0]` or `name[]`. */
export function list<T>(of: Field<T>, max = 100): Field<T[]> {
  return (raw, path) => {
    if (typeof raw === 'string' || raw.size > max) throw badParameter(path, 'Invalid array');
    return [...raw].map(([key, value]) => of(value, `${path}[${key}]`));
  };
}

/** Metadata: at most 50 keys of at most 40 characters, values of at most 500. */
export const metadata: Field<Record<string, string>> = (raw, path) => {
  if (typeof raw === 'string') throw badParameter(path, 'Invalid hash');
  if (raw.size > 50) throw badParameter(path, 'Metadata can have at most 50 keys');
  const read: Record<string, string> = {};
  for (const [key, value] of raw) {
    if (key.length > 40) throw badParameter(`${path}[${key}]`, 'Metadata keys can be at most 40 characters');
    if (typeof value !== 'string' || value.length > 500) {
      throw badParameter(`${path}[${key}]`, 'Metadata values must be strings of at most 500 characters');
    }
    // An empty value unsets the key; nothing is set before creation.
    if (value !== '') read[key] = value;
  }
  return read;
};

/** A hash with known members; any other member is Stripe's `parameter_unknown`. */
export function hash<S extends Shape>(shape: S): Field<Read<S>> {
  return (raw, path) => {
    if (typeof raw === 'string') throw badParameter(path, 'Invalid hash');
    return readAll(raw, shape, path);
  };
}

/** A time or a range of times (`gt`, `gte`, `lt`, `lte`) in unix seconds. */
export const range: Field<{ gt?: number; gte?: number; lt?: number; lte?: number }> = (raw, path) => {
  const time = int(0, 99_999_999_999);
  if (typeof raw !== 'string') return hash({ gt: time, gte: time, lt: time, lte: time })(raw, path);
  const exact = time(raw, path);
  return { gte: exact, lte: exact };
};

/**
 * Reads all parameters of one request.
 * @throws ApiError 400 `parameter_unknown` for one that the operation does not have.
 */
export function readAll<S extends Shape>(raw: RawHash, shape: S, path = ''): Read<S> {
  const read: Record<string, unknown> = {};
  for (const [key, value] of raw) {
    const name = path ? `${path}[${key}]` : key;
    const field = Object.hasOwn(shape, key) ? shape[key] : undefined;
    if (!field) {
      throw new ApiError(400, `Received unknown parameter: ${name}`, {
        code: 'parameter_unknown',
        param: name,
      });
    }
    read[key] = field(value, name);
  }
  return read as Read<S>;
}

/** The value, or Stripe's error for a required parameter that is missing. */
export function required<T>(value: T | undefined, param: string): T {
  if (value === undefined)
    throw badParameter(param, `Missing required param: ${param}.`, 'parameter_missing');
  return value;
}
