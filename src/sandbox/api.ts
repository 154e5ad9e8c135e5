import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { authorize } from './authorization.js';
import { ApiError, Declined, unknownUrl } from './errors.js';
import { parseForm, type RawHash } from './form.js';
import { readBody } from './http.js';
import { fingerprint, Idempotency } from './idempotency.js';
import { newId, unixNow } from './ids.js';
import { OPERATIONS } from './operations.js';
import type { Sandbox } from './sandbox.js';
import type { KeptAnswer } from './store.js';
import { API_VERSION } from './work.js';

/** The header by which demo data asks for a `created` in the past, in unix seconds. Stripe has no such thing. */
export const AT_HEADER = 'boai-sandbox-at';

interface Answer {
  status: number;
  body: string;
  headers?: Record<string, string>;
}

/** The HTTP door of the pretend Stripe's API. */
export class Api {
  private readonly idempotency: Idempotency;

  constructor(private readonly sandbox: Sandbox) {
    this.idempotency = new Idempotency(sandbox.store);
  }

  /** Answers one request under `/v1`. */
  async handle(req: IncomingMessage, res: ServerResponse, path: string, query: string): Promise<void> {
    const request = newId('req_', 14);
    let answer: Answer;
    try {
      answer = await this.answer(req, request, path, query);
    } catch (error) {
      answer = failure(error);
    }
    if (req.method === 'POST' && this.swallow()) return;
    const key = req.headers['idempotency-key'];
    res.writeHead(answer.status, {
      'content-type': 'application/json',
      'request-id': request,
      'stripe-version': API_VERSION,
      'cache-control': 'no-cache, no-store',
      ...(typeof key === 'string' && req.method === 'POST' ? { 'idempotency-key': key } : {}),
      ...(answer.status === 401 ? { 'www-authenticate': 'Basic realm="Stripe"' } : {}),
      ...answer.headers,
    });
    res.end(answer.body);
  }

  private async answer(req: IncomingMessage, request: string, path: string, query: string): Promise<Answer> {
    const { settings } = this.sandbox.faults;
    const source = req.method === 'POST' ? await readBody(req) : query;
    if (settings.api_down) throw new ApiError(503, 'The sandbox is told to be down.', { type: 'api_error' });
    authorize(req, this.sandbox.secretKey);
    this.sandbox.watch({ method: req.method ?? '', path, source });
    const version = req.headers['stripe-version'];
    if (version !== undefined && version !== API_VERSION) {
      throw new ApiError(400, `The sandbox speaks API version ${API_VERSION}, not ${String(version)}.`);
    }
    const raw = parseForm(source);
    const key = req.method === 'POST' ? req.headers['idempotency-key'] : undefined;
    if (typeof key !== 'string' || key === '') {
      if (settings.api_delay_ms) await sleep(settings.api_delay_ms);
      return this.run(req, request, path, raw);
    }
    const print = fingerprint('POST', path, raw);
    const kept = this.idempotency.claim(key, print);
    if (kept) {
      const headers = { 'idempotent-replayed': 'true', 'original-request': kept.request };
      return { status: kept.status, body: kept.body, headers };
    }
    try {
      if (settings.api_delay_ms) await sleep(settings.api_delay_ms);
      return this.run(req, request, path, raw, { key, print });
    } finally {
      this.idempotency.release(key);
    }
  }

  /** Plans (validation, leaves nothing behind), acts, and commits changes and kept answer together. */
  private run(
    req: IncomingMessage,
    request: string,
    path: string,
    raw: RawHash,
    idem?: { key: string; print: string },
  ): Answer {
    const [operation, id] = route(req.method ?? '', path);
    const cause = { request, key: idem?.key ?? null };
    const work = this.sandbox.work(backdated(req), cause);
    const act = operation.plan({ sandbox: this.sandbox, work, raw, id });
    const keep = (answer: Answer): KeptAnswer | undefined =>
      idem && {
        key: idem.key,
        fingerprint: idem.print,
        request,
        status: answer.status,
        body: answer.body,
        created: unixNow(),
      };
    try {
      const answer = { status: 200, body: JSON.stringify(act(), null, 2) };
      if (req.method === 'POST') this.sandbox.commit(work, keep(answer));
      return answer;
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const answer = failure(error);
      const kept = keep(answer);
      if (error instanceof Declined) this.sandbox.commit(work, kept);
      else if (kept) this.sandbox.store.commit({ answers: [kept] });
      return answer;
    }
  }

  /** The fault "carried out but never answered": the caller's time-out ends it. */
  private swallow(): boolean {
    const { settings } = this.sandbox.faults;
    const left = settings.api_timeouts;
    if (left === true) return true;
    if (typeof left !== 'number' || left < 1) return false;
    this.sandbox.faults.settings = { ...settings, api_timeouts: left - 1 };
    return true;
  }
}

function route(method: string, path: string) {
  for (const operation of OPERATIONS) {
    const match = operation.method === method ? operation.path.exec(path) : null;
    if (match) return [operation, decodeURIComponent(match[1] ?? '')] as const;
  }
  throw unknownUrl(method, path);
}

function backdated(req: IncomingMessage): number | undefined {
  const given = req.headers[AT_HEADER];
  if (given === undefined) return undefined;
  if (!/^\d{9,10}$/.test(String(given)) || Number(given) > unixNow() + 1) {
    throw new ApiError(400, `${AT_HEADER} must be unix seconds in the past.`);
  }
  return Number(given);
}

function failure(error: unknown): Answer {
  if (error instanceof ApiError) return { status: error.status, body: JSON.stringify(error.body(), null, 2) };
  const unknown = new ApiError(500, 'An unknown error occurred.', { type: 'api_error' });
  process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  return { status: 500, body: JSON.stringify(unknown.body(), null, 2) };
}
