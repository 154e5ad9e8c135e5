import { badParameter } from './errors.js';
import { isObject, type Json } from './json.js';
import type { Store } from './store.js';

const EXPANDABLE = new Set([
  'payment_intent',
  'latest_charge',
  'balance_transaction',
  'charge',
  'customer',
  'payment_method',
  'source',
  'line_items',
  'failure_balance_transaction',
]);
/** Members that an object may lack and still be asked to expand. */
const SOMETIMES = new Set(['line_items', 'failure_balance_transaction']);
const DEPTH_MAX = 4;

/**
 * Replaces ids by their objects along the paths of `expand`; `data.x` goes through a list.
 * @throws ApiError 400 for a member that holds no expandable id, or a path of more than four levels.
 */
export function expand(
  store: Store,
  body: Json,
  paths: string[] = [],
  present = (object: Json): Json => object,
): Json {
  let expanded = body;
  for (const path of paths) {
    const parts = path.split('.');
    if (parts.length > DEPTH_MAX + 1)
      throw badParameter(
        'expand',
        `You cannot expand more than ${DEPTH_MAX} levels of a property. Property: ${path}`,
      );
    expanded = step(store, expanded, parts, path, present);
  }
  return expanded;
}

function step(
  store: Store,
  value: Json,
  parts: string[],
  path: string,
  present: (object: Json) => Json,
): Json {
  const [name, ...rest] = parts;
  if (name === undefined) return value;
  if (Array.isArray(value)) return value.map((entry) => step(store, entry, parts, path, present));
  if (!isObject(value)) return value;
  if (name === 'data' && value.object === 'list')
    return { ...value, data: step(store, value.data ?? [], rest, path, present) };
  if (!EXPANDABLE.has(name) || !(name in value || SOMETIMES.has(name))) {
    throw badParameter('expand', `This property cannot be expanded (${path}).`);
  }
  const held = name === 'line_items' ? lineItems(store, String(value.id)) : value[name];
  const found = typeof held === 'string' ? store.objects.get(held) : held;
  if (!isObject(found)) return value;
  return { ...value, [name]: step(store, present(found), rest, path, present) };
}

/** The line items of a session as Stripe's list. */
export function lineItems(store: Store, session: string): Json {
  const data = store.notes.get(session)?.items ?? [];
  return { object: 'list', data, has_more: false, url: `/v1/checkout/sessions/${session}/line_items` };
}
