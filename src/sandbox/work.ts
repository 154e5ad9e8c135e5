import { newId } from './ids.js';
import type { Json, JsonObject, StripeObject } from './json.js';
import type { Change, PaidOut, SessionNotes, Store } from './store.js';

/** Stripe's API version whose objects the sandbox makes: the one pinned by the stripe SDK 23.1. */
export const API_VERSION = '2026-10-28.endive';

/** Who caused a change: null for Stripe itself (expiry, a payer at the checkout page). */
export interface Cause {
  request: string | null;
  key: string | null;
}

/** The changes of one request, collected and then committed as one line of the journal. */
export class Work {
  readonly objects = new Map<string, StripeObject>();
  readonly notes: SessionNotes[] = [];
  readonly paidOut: PaidOut[] = [];
  readonly events: StripeObject[] = [];

  /** @param at unix seconds that new objects and events get as `created`; in the past for demo data. */
  constructor(
    readonly store: Store,
    readonly at: number,
    private readonly cause: Cause = { request: null, key: null },
  ) {}

  /** The newest state of an object of this kind, changes of this request included. */
  find(kind: string, id: string): StripeObject | undefined {
    const changed = this.objects.get(id);
    return changed?.object === kind ? changed : this.store.find(kind, id);
  }

  put(object: StripeObject): StripeObject {
    this.objects.set(object.id, object);
    return object;
  }

  /** Replaces some members of an object. */
  change(object: StripeObject, members: JsonObject): StripeObject {
    return this.put({ ...object, ...members });
  }

  /** Announces an object as it is now; `previous` for `*.updated` holds the members that changed. */
  event(type: string, object: StripeObject, previous?: JsonObject): void {
    const data: { [key: string]: Json | undefined } = { object, previous_attributes: previous };
    this.events.push({
      id: newId('evt_1'),
      object: 'event',
      api_version: API_VERSION,
      created: this.at,
      data,
      livemode: false,
      pending_webhooks: 1,
      request: { id: this.cause.request, idempotency_key: this.cause.key },
      type,
    });
  }

  /** All of it as one change of the store. */
  toChange(): Change {
    return {
      objects: [...this.objects.values(), ...this.events],
      notes: this.notes.length ? this.notes : undefined,
      paid_out: this.paidOut.length ? this.paidOut : undefined,
    };
  }
}
