import { unixNow } from './ids.js';
import { Journal } from './journal.js';
import type { JsonObject, StripeObject } from './json.js';
import { Timeline } from './timeline.js';

/** How the webhook of one event fares. `lost` and `failed` get no further attempt by themselves. */
export interface Delivery {
  event: string;
  state: 'pending' | 'succeeded' | 'failed' | 'lost';
  attempts: number;
  /** Milliseconds since 1970. */
  next_at: number;
  first_at: number;
  last_status?: number;
  last_error?: string;
}

/** The kept first answer to an idempotency key. */
export interface KeptAnswer {
  key: string;
  fingerprint: string;
  request: string;
  status: number;
  body: string;
  created: number;
}

/** What the sandbox knows about a session beyond Stripe's object. */
export interface SessionNotes {
  session: string;
  /** When the sandbox expires it: unix seconds on the wall clock, also for backdated sessions. */
  deadline: number;
  intent: JsonObject;
  items: JsonObject[];
}

/** The lines that a payout took out of the balance: Stripe tells them by `balance_transactions?payout=` alone. */
export interface PaidOut {
  payout: string;
  lines: string[];
}

/** One change of state: one line of the journal, all or nothing. */
export interface Change {
  objects?: StripeObject[];
  deliveries?: Delivery[] | undefined;
  answers?: KeptAnswer[] | undefined;
  notes?: SessionNotes[] | undefined;
  paid_out?: PaidOut[] | undefined;
  settings?: JsonObject;
}

const KEY_LIFETIME_S = 24 * 3600;

/** Everything the sandbox remembers: in memory, and in the journal from which it is rebuilt at start. */
export class Store {
  readonly objects = new Map<string, StripeObject>();
  readonly deliveries = new Map<string, Delivery>();
  readonly answers = new Map<string, KeptAnswer>();
  readonly notes = new Map<string, SessionNotes>();
  /** The payout of each line that has been paid out. */
  readonly payoutOf = new Map<string, string>();
  settings: JsonObject = {};
  private readonly timelines = new Map<string, Timeline>();
  private readonly journal: Journal;
  private lines = 0;

  constructor(folder: string) {
    this.journal = new Journal(folder);
    this.journal.open((line) => this.apply(line as Change));
    const forgotten = unixNow() - KEY_LIFETIME_S;
    for (const kept of this.answers.values()) if (kept.created < forgotten) this.answers.delete(kept.key);
    const { objects, deliveries, answers, notes, payoutOf } = this;
    const living = objects.size + deliveries.size + answers.size + notes.size + payoutOf.size + 1;
    this.journal.compact(() => this.living(), living, this.lines);
  }

  /** Makes a change durable, then visible. */
  commit(change: Change): void {
    this.journal.append(change);
    this.apply(change);
  }

  /** The object with this id, if it is of this kind. */
  find(kind: string, id: string): StripeObject | undefined {
    const found = this.objects.get(id);
    return found?.object === kind ? found : undefined;
  }

  /** All objects of a kind in order of `created`. */
  timeline(kind: string): Timeline {
    let found = this.timelines.get(kind);
    if (!found) {
      found = new Timeline();
      this.timelines.set(kind, found);
    }
    return found;
  }

  close(): void {
    this.journal.close();
  }

  private apply(change: Change): void {
    for (const object of change.objects ?? []) {
      this.lines += 1;
      if (!this.objects.has(object.id)) this.timeline(object.object).add(object.id, object.created);
      this.objects.set(object.id, object);
    }
    for (const delivery of change.deliveries ?? []) this.deliveries.set(delivery.event, delivery);
    for (const kept of change.answers ?? []) this.answers.set(kept.key, kept);
    for (const notes of change.notes ?? []) this.notes.set(notes.session, notes);
    for (const { payout, lines } of change.paid_out ?? []) {
      for (const line of lines) this.payoutOf.set(line, payout);
      this.lines += lines.length;
    }
    if (change.settings) this.settings = change.settings;
    this.lines +=
      (change.deliveries?.length ?? 0) + (change.answers?.length ?? 0) + (change.notes?.length ?? 0);
  }

  private *living(): Iterable<Change> {
    yield { settings: this.settings };
    for (const object of this.objects.values()) yield { objects: [object] };
    for (const delivery of this.deliveries.values()) yield { deliveries: [delivery] };
    for (const kept of this.answers.values()) yield { answers: [kept] };
    for (const notes of this.notes.values()) yield { notes: [notes] };
    for (const [line, payout] of this.payoutOf) yield { paid_out: [{ payout, lines: [line] }] };
  }
}
