import type { Reply } from './control-door.js';
import { FORGERIES, forged } from './forgery-kinds.js';
import { type JsonObject, type StripeObject, text } from './json.js';
import type { Sandbox } from './sandbox.js';

/**
 * `POST /_sandbox/forge {kind, event?}`: sends a false event at once, made from a real one (by default the newest
 * payment that succeeded), and says what was answered. It is not among the events that the API lists.
 */
export async function forge(sandbox: Sandbox, body: JsonObject): Promise<Reply> {
  const kind = text(body.kind) ?? '';
  if (!Object.hasOwn(FORGERIES, kind))
    return [400, { error: `kind must be one of ${Object.keys(FORGERIES).join(', ')}` }];
  if (!sandbox.deliveries) return [409, { error: 'no webhook endpoint' }];
  const model = modelOf(sandbox, text(body.event));
  if (!model) return [404, { error: 'no such event, or none yet' }];
  const false_one = forged(kind, model);
  return [200, { kind, event: false_one.event, ...(await sandbox.deliveries.sendForged(false_one)) }];
}

function modelOf(sandbox: Sandbox, id: string | null): StripeObject | undefined {
  if (id) return sandbox.store.find('event', id);
  for (const each of sandbox.store.timeline('event').newestFirst(0, Number.MAX_SAFE_INTEGER)) {
    const event = sandbox.store.find('event', each);
    if (event?.type === 'payment_intent.succeeded') return event;
  }
  return undefined;
}
