import { missing } from './errors.js';
import type { Json, JsonObject, StripeObject } from './json.js';
import { type Field, int, list, range, str } from './params.js';
import type { Store } from './store.js';

/** The parameters every list has. */
export const PAGE = {
  created: range,
  ending_before: str(),
  expand: list(str()) as Field<string[]>,
  limit: int(1, 100),
  starting_after: str(),
};

/** What `readAll` makes of `PAGE`. */
export interface Page {
  created?: { gt?: number; gte?: number; lt?: number; lte?: number } | undefined;
  ending_before?: string | undefined;
  limit?: number | undefined;
  starting_after?: string | undefined;
}

const LIMIT = 10;

/**
 * One page of a kind of objects, newest first, as Stripe's cursors cut it.
 * @throws ApiError 404 when a cursor names no object of this kind.
 */
export function page(
  store: Store,
  kind: string,
  url: string,
  asked: Page,
  fits: (object: StripeObject) => boolean,
  oldest = 0,
): JsonObject {
  const { created = {}, limit = LIMIT } = asked;
  const from = Math.max(created.gte ?? 0, (created.gt ?? -1) + 1, oldest);
  const to = Math.min(created.lte ?? Number.MAX_SAFE_INTEGER, (created.lt ?? Number.MAX_SAFE_INTEGER) - 1);
  const cursor = (id: string, param: string) => {
    const found = store.find(kind, id);
    if (!found) throw missing(kind, id, param);
    return found;
  };
  const timeline = store.timeline(kind);
  const backward = asked.ending_before;
  const ids = backward
    ? timeline.oldestFirst(from, to, cursor(backward, 'ending_before'))
    : timeline.newestFirst(
        from,
        to,
        asked.starting_after ? cursor(asked.starting_after, 'starting_after') : undefined,
      );
  const data: Json[] = [];
  let more = false;
  for (const id of ids) {
    const object = store.find(kind, id);
    if (!object || !fits(object)) continue;
    if (data.length === limit) {
      more = true;
      break;
    }
    data.push(object);
  }
  if (backward) data.reverse();
  return { object: 'list', data, has_more: more, url };
}
