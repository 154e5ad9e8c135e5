import { Deliveries } from './deliveries.js';
import { Faults, readFaults } from './faults.js';
import { unixNow } from './ids.js';
import { isObject, text } from './json.js';
import { expire } from './payments.js';
import { type KeptAnswer, Store } from './store.js';
import { type Cause, Work } from './work.js';

/** How a sandbox is started; every member but the first three has a default. */
export interface SandboxOptions {
  /** Folder for its state. */
  data: string;
  /** Where webhooks go; without one, events are made but not delivered. */
  webhookUrl?: string | undefined;
  webhookSecret?: string;
  secretKey?: string;
  host?: string;
  /** 0 takes a free port. */
  port?: number;
  /** Address in the sessions' `url`, when payers reach the sandbox by another name. */
  publicUrl?: string | undefined;
  /** Seed of the faults; drawn and printed when absent. */
  seed?: number;
  /** Folder of the platform's mailbox, shown on the home page. */
  mailbox?: string | undefined;
  /** Wait before the first webhook retry, doubling afterwards. */
  retryMs?: number;
  /** Told of every authorized API call with its form or query text; for tests. */
  watch?: (call: ApiCall) => void;
}

/** One call of the API as it came over the wire. */
export interface ApiCall {
  method: string;
  path: string;
  source: string;
}

const SWEEP_MS = 1000;

/** The pretend Stripe without its HTTP doors: state, faults and deliveries. */
export class Sandbox {
  readonly store: Store;
  readonly faults: Faults;
  readonly deliveries: Deliveries | undefined;
  readonly secretKey: string;
  readonly mailbox: string | undefined;
  readonly watch: (call: ApiCall) => void;
  /** Base address of the checkout page; set when the server listens. */
  base = '';
  /** For demonstration data: a pretended present in unix seconds for all that is made, until it is null again. */
  clock: number | null = null;
  private readonly open = new Set<string>();
  private readonly sweep: NodeJS.Timeout;

  constructor(options: SandboxOptions) {
    this.store = new Store(options.data);
    this.faults = new Faults(options.seed ?? 1);
    this.secretKey = options.secretKey ?? 'sk_test_sandbox';
    this.mailbox = options.mailbox;
    this.watch = options.watch ?? (() => undefined);
    if (options.webhookUrl) {
      const secret = options.webhookSecret ?? 'whsec_sandbox';
      const endpoint = { url: options.webhookUrl, secret, retryMs: options.retryMs ?? 1000 };
      this.deliveries = new Deliveries(this.store, this.faults, endpoint);
    }
    for (const object of this.store.objects.values()) {
      if (object.object === 'checkout.session' && object.status === 'open') this.open.add(object.id);
    }
    this.restoreSettings();
    this.deliveries?.resume();
    this.sweep = setInterval(() => this.expireSessions(unixNow()), SWEEP_MS);
    this.sweep.unref();
  }

  /** Starts a change; `at` backdates it. */
  work(at: number | undefined, cause?: Cause): Work {
    return new Work(this.store, at ?? this.now(), cause);
  }

  /** Unix seconds that new objects get as `created`. */
  now(): number {
    return this.clock ?? unixNow();
  }

  /** Commits a change with its events, their deliveries and the kept answer, then starts the deliveries. */
  commit(work: Work, answer?: KeptAnswer): void {
    const planned = work.events.flatMap((event) => this.deliveries?.plan(event) ?? []);
    this.store.commit({
      ...work.toChange(),
      deliveries: planned.length ? planned.map((plan) => plan.delivery) : undefined,
      answers: answer ? [answer] : undefined,
    });
    for (const object of work.objects.values()) {
      if (object.object !== 'checkout.session') continue;
      if (object.status === 'open') this.open.add(object.id);
      else this.open.delete(object.id);
    }
    for (const plan of planned) this.deliveries?.start(plan);
  }

  /** Stops or resumes webhooks, and remembers it. */
  switchDeliveries(on: boolean): void {
    this.deliveries?.switch(on);
    this.saveSettings();
  }

  /** Keeps faults and the delivery switch over a restart. */
  saveSettings(): void {
    const faults = { ...this.faults.settings };
    this.store.commit({ settings: { faults, deliveries: this.deliveries?.on ?? true } });
  }

  /** Expires what is due at this wall-clock second. */
  expireSessions(now: number): void {
    for (const id of this.open) {
      const session = this.store.find('checkout.session', id);
      if (!session || (this.store.notes.get(id)?.deadline ?? 0) > now) continue;
      const work = this.work(Math.min(now, Number(session.expires_at)));
      expire(work, session);
      this.commit(work);
    }
  }

  close(): void {
    clearInterval(this.sweep);
    this.deliveries?.close();
    this.store.close();
  }

  private restoreSettings(): void {
    const { faults, deliveries } = this.store.settings;
    if (isObject(faults)) this.faults.settings = readFaults(faults, this.faults.settings)[0];
    if (deliveries === false) this.deliveries?.switch(false);
  }
}

/** The session with this id in its newest state. */
export function sessionOf(sandbox: Sandbox, id: unknown) {
  return sandbox.store.find('checkout.session', text(id as string) ?? '');
}
