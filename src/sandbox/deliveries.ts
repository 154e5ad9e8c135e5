import { Agent, type ClientRequest, request } from 'node:http';
import { Agent as TlsAgent, request as tlsRequest } from 'node:https';
import { Agenda } from './agenda.js';
import type { Faults } from './faults.js';
import { type Forged, forgeryBeside } from './forgery-kinds.js';
import { unixNow } from './ids.js';
import type { JsonObject, StripeObject } from './json.js';
import { signatureHeader } from './signature.js';
import type { Delivery, Store } from './store.js';

const CONCURRENCY = 16;
const TIMEOUT_MS = 10_000;
const RETRY_MS_MAX = 60_000;
const KEEP_TRYING_MS = 6 * 3600 * 1000;

interface Endpoint {
  url: string;
  secret: string;
  /** Wait before the second attempt; it doubles with every further one. */
  retryMs: number;
}

/** What is to become of an event that is being committed. */
interface Planned {
  delivery: Delivery;
  againMs: number | null;
  beside: Forged | null;
}

/** Sends events to the webhook endpoint: signed, again until a 2xx answer, with the faults asked for. */
export class Deliveries {
  private readonly agenda = new Agenda<{ event: string; extra: boolean }>();
  private active = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  private readonly tlsAgent = new TlsAgent({ keepAlive: true, maxSockets: CONCURRENCY });
  private paused = false;

  constructor(
    private readonly store: Store,
    private readonly faults: Faults,
    private readonly endpoint: Endpoint,
  ) {}

  /** Takes up what an earlier process left undelivered. */
  resume(): void {
    for (const left of this.store.deliveries.values()) {
      if (left.state === 'pending') this.agenda.add(left.next_at, { event: left.event, extra: false });
    }
    this.pump();
  }

  /** First state of an event's delivery, to be committed with the event. */
  plan(event: StripeObject): Planned {
    const fate = this.faults.draw();
    const now = Date.now();
    const state = fate.lost ? 'lost' : 'pending';
    const delivery: Delivery = {
      event: event.id,
      state,
      attempts: 0,
      next_at: now + fate.delay_ms,
      first_at: now,
    };
    const beside = fate.forgery === null ? null : forgeryBeside(event, fate.forgery);
    return { delivery, againMs: fate.lost ? null : fate.again_ms, beside };
  }

  /** Starts what `plan` planned, once it is committed. */
  start(planned: Planned): void {
    const { delivery, againMs, beside } = planned;
    if (beside && this.on) void this.sendForged(beside);
    if (delivery.state !== 'pending') return;
    this.agenda.add(delivery.next_at, { event: delivery.event, extra: false });
    if (againMs !== null) this.agenda.add(delivery.next_at + againMs, { event: delivery.event, extra: true });
    this.pump();
  }

  /** Sends an event once more, whatever its state. */
  redeliver(event: string): void {
    const known = this.store.deliveries.get(event);
    if (known?.state !== 'succeeded') {
      const now = Date.now();
      const attempts = known?.attempts ?? 0;
      this.store.commit({ deliveries: [{ event, state: 'pending', attempts, next_at: now, first_at: now }] });
    }
    this.agenda.add(Date.now(), { event, extra: known?.state === 'succeeded' });
    this.pump();
  }

  /** Sends a false event once, and says what the endpoint answered. */
  sendForged(forged: Forged): Promise<JsonObject> {
    const header = forged.header(this.endpoint.secret);
    return new Promise((done) => {
      const call = this.request(forged.body, {
        'content-type': forged.contentType,
        ...(header === null ? {} : { 'stripe-signature': header }),
      });
      call.on('response', (answer) => {
        answer.resume();
        done({ status: answer.statusCode });
      });
      call.on('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
      call.on('error', (error) => done({ error: error.message }));
      call.end(forged.body);
    });
  }

  get on(): boolean {
    return !this.paused;
  }

  /** Stops or resumes all deliveries; what falls due meanwhile waits. */
  switch(on: boolean): void {
    this.paused = !on;
    this.pump();
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.agent.destroy();
    this.tlsAgent.destroy();
  }

  private pump(): void {
    clearTimeout(this.timer);
    if (this.closed || this.paused) return;
    while (this.active < CONCURRENCY && (this.agenda.first ?? Number.POSITIVE_INFINITY) <= Date.now()) {
      const next = this.agenda.take();
      const event = next && this.store.find('event', next.event);
      // An event redelivered by hand may have a retry left over that is no longer needed.
      if (!event || (!next.extra && this.store.deliveries.get(event.id)?.state !== 'pending')) continue;
      this.active += 1;
      this.attempt(event, next.extra);
    }
    const first = this.agenda.first;
    if (first === undefined || this.active >= CONCURRENCY) return;
    this.timer = setTimeout(() => this.pump(), Math.max(1, first - Date.now()));
  }

  private attempt(event: StripeObject, extra: boolean): void {
    const body = JSON.stringify(event, null, 2);
    let ended = false;
    const end = (status: number | undefined, error: string | undefined) => {
      if (ended) return;
      ended = true;
      this.active -= 1;
      if (!extra && !this.closed) this.note(event.id, status, error);
      this.pump();
    };
    const call = this.request(body, {
      'content-type': 'application/json; charset=utf-8',
      'stripe-signature': signatureHeader(body, this.endpoint.secret, unixNow()),
    });
    call.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => end(answer.statusCode, undefined));
      answer.on('error', (error) => end(answer.statusCode, error.message));
    });
    call.on('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
    call.on('error', (error: NodeJS.ErrnoException) => {
      // The receiver closed a connection that was kept open: nothing was sent, so this is not an attempt.
      if (!ended && error.code === 'ECONNRESET' && call.reusedSocket && !this.closed) {
        ended = true;
        this.attempt(event, extra);
      } else end(undefined, error.message);
    });
    call.end(body);
  }

  private request(body: string | Buffer, headers: Record<string, string>): ClientRequest {
    const secure = this.endpoint.url.startsWith('https:');
    return (secure ? tlsRequest : request)(this.endpoint.url, {
      method: 'POST',
      agent: secure ? this.tlsAgent : this.agent,
      timeout: TIMEOUT_MS,
      headers: {
        ...headers,
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
      },
    });
  }

  /** Keeps the result of an attempt and plans the next one. */
  private note(event: string, status: number | undefined, error: string | undefined): void {
    const known = this.store.deliveries.get(event);
    if (!known) return;
    const attempts = known.attempts + 1;
    const next: Delivery = { ...known, attempts, last_status: status, last_error: error };
    if (status !== undefined && status >= 200 && status < 300) next.state = 'succeeded';
    else if (Date.now() - known.first_at > KEEP_TRYING_MS) next.state = 'failed';
    else {
      next.state = 'pending';
      next.next_at =
        Date.now() + Math.min(this.endpoint.retryMs * 2 ** Math.min(attempts - 1, 20), RETRY_MS_MAX);
    }
    this.store.commit({ deliveries: [next] });
    if (next.state === 'pending') this.agenda.add(next.next_at, { event, extra: false });
  }
}
