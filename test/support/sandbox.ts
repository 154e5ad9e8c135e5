import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Stripe from 'stripe';
import {
  type ApiCall,
  type RunningSandbox,
  type SandboxOptions,
  startSandbox as start,
} from '../../src/sandbox/server.js';

export const SANDBOX_SECRET_KEY = 'sk_test_sandboxsandboxsandbox';
export const SANDBOX_WEBHOOK_SECRET = 'whsec_sandboxsandboxsandbox';

/** A sandbox for one test file. `stop` keeps the data folder when the test gave it, else removes it. */
export interface TestSandbox {
  url: string;
  data: string;
  running: RunningSandbox;
  /** Every API call so far, e.g. for `assertStripeRequest(call.method, call.path, call.source)`. */
  calls: ApiCall[];
  /** Calls the control API, e.g. `control('POST', '/pay', { session })`; throws unless the answer is 2xx. */
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** Presses a button of the hosted page; the redirect is not followed. */
  press(session: string, action?: 'pay' | 'decline' | 'later', method?: string): Promise<Response>;
  /** The official SDK, pointed at the sandbox. */
  stripe(config?: Stripe.StripeConfig): Stripe;
  stop(): Promise<void>;
}

/** Starts a sandbox in this process on a free port, by default with its own empty data folder. */
export async function startSandbox(options: Partial<SandboxOptions> = {}): Promise<TestSandbox> {
  const data = options.data ?? mkdtempSync(join(tmpdir(), 'boai-sandbox-'));
  const calls: ApiCall[] = [];
  const running = await start({
    watch: (call) => calls.push(call),
    webhookSecret: SANDBOX_WEBHOOK_SECRET,
    secretKey: SANDBOX_SECRET_KEY,
    seed: 7,
    retryMs: 50,
    ...options,
    data,
  });
  return {
    ...handles(running.url),
    data,
    running,
    calls,
    async stop() {
      await running.stop();
      if (!options.data) rmSync(data, { recursive: true, force: true });
    },
  };
}

/** What a test does with a sandbox, wherever it runs. */
export function handles(url: string): Pick<TestSandbox, 'url' | 'control' | 'press' | 'stripe'> {
  return {
    url,
    async control<T>(method: string, path: string, body?: unknown): Promise<T> {
      const answer = await fetch(`${url}/_sandbox${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const said = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${said}`);
      return JSON.parse(said) as T;
    },
    press(session, action = 'pay', method = 'card') {
      const body = new URLSearchParams({ action, method });
      return fetch(`${url}/c/pay/${session}`, { method: 'POST', redirect: 'manual', body });
    },
    stripe(config = {}) {
      const { hostname, port } = new URL(url);
      return new Stripe(SANDBOX_SECRET_KEY, {
        host: hostname,
        port,
        protocol: 'http',
        telemetry: false,
        ...config,
      });
    },
  };
}

/** A webhook endpoint that keeps what it gets. */
export interface Receiver {
  url: string;
  received: { body: string; headers: IncomingHttpHeaders }[];
  /** The status it answers with; null leaves the caller waiting. */
  answer: (body: string, count: number) => number | null;
  stop(): Promise<void>;
}

/** Starts a webhook endpoint that answers 200 until told otherwise. */
export async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', received: [], answer: () => 200, stop: async () => undefined };
  const server = createServer((req, res) => {
    const pieces: Buffer[] = [];
    req.on('data', (piece: Buffer) => pieces.push(piece));
    req.on('end', () => {
      const body = Buffer.concat(pieces).toString('utf8');
      receiver.received.push({ body, headers: req.headers });
      const status = receiver.answer(body, receiver.received.length);
      if (status === null) return;
      res.writeHead(status);
      res.end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/stripe/main`;
  receiver.stop = () =>
    new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    });
  return receiver;
}

/** Waits until the condition holds; fails with what was awaited. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, ms = 8000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`waited ${ms} ms in vain: ${what}`);
    await new Promise((done) => setTimeout(done, 20));
  }
}

/** What a gift's session asks, as the provider adapter asks it. */
export function giftSession(more: Record<string, unknown> = {}): Stripe.Checkout.SessionCreateParams {
  return {
    mode: 'payment',
    success_url: 'http://127.0.0.1:9/done?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:9/back',
    client_reference_id: 'pat_1',
    line_items: [
      {
        quantity: 1,
        price_data: { currency: 'cny', unit_amount: 10_000, product_data: { name: '博爱送万家' } },
      },
    ],
    metadata: { payment_attempt: 'pat_1' },
    payment_intent_data: { metadata: { payment_attempt: 'pat_1' } },
    ...more,
  };
}
