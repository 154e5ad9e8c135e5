import { unixNow } from './ids.js';
import type { Json, JsonObject } from './json.js';
import type { Sandbox } from './sandbox.js';

/** What a control answers: HTTP status and JSON. */
export type Reply = [status: number, body: Json];
/** One control: `id` is what follows its name in the path, or empty. */
export type Handler = (sandbox: Sandbox, body: JsonObject, id: string) => Reply | Promise<Reply>;

/** True for unix seconds that are not in the future. */
export function isPast(at: Json | undefined): at is number {
  return typeof at === 'number' && Number.isInteger(at) && at > 0 && at <= unixNow() + 1;
}
