import { type ClientRequest, type IncomingMessage, request as overHttp } from 'node:http';
import { request as overHttps } from 'node:https';
import { isIP } from 'node:net';
import { hostOf } from './safe-address.js';
import type { WebhookTarget } from './webhook-targets.service.js';

/** Why an attempt did not reach its receiver. */
export type CallFailure =
  | 'unresolved'
  | 'address_refused'
  | 'unreachable'
  | 'tls'
  | 'timeout'
  | 'redirect'
  | 'status'
  | 'gone';

/** What came of one attempt. */
export interface CallOutcome {
  /** null: the receiver took the event (2xx). */
  readonly failure: CallFailure | null;
  readonly status: number | null;
  /** The first 500 bytes of the answer. */
  readonly answer: Buffer;
  readonly tookMs: number;
  /** How long the receiver asked to be left alone with 429 or 503, at most a day; 0: it asked for nothing. */
  readonly askedPauseMs: number;
}

/** From the beginning of the connection to the answer's status. */
export const CALL_MAX_MS = 15_000;
/** How long the answer's text is waited for after its status: it only stands in the log. */
const ANSWER_MAX_MS = 1_000;
export const ANSWER_BYTES = 500;
const ASKED_PAUSE_MAX_MS = 24 * 60 * 60 * 1_000;
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Posts a body to a checked address; redirects are not followed, and no more of the answer is read than is kept. */
export async function call(
  { url, address }: WebhookTarget,
  headers: Readonly<Record<string, string>>,
  body: string,
  maxMs = CALL_MAX_MS,
): Promise<CallOutcome> {
  const began = performance.now();
  const took = (): number => Math.round(performance.now() - began);
  const late = AbortSignal.timeout(maxMs);
  try {
    const response = await answered(open(url, address, headers, body, late));
    const answer = await beginning(response);
    const status = response.statusCode ?? 0;
    const askedPauseMs = BUSY.has(status) ? askedPause(response.headers['retry-after'], Date.now()) : 0;
    return { failure: failureOf(status), status, answer, tookMs: took(), askedPauseMs };
  } catch (error) {
    return {
      failure: late.aborted ? 'timeout' : nameOf(error),
      status: null,
      answer: Buffer.alloc(0),
      tookMs: took(),
      askedPauseMs: 0,
    };
  }
}

function open(
  url: URL,
  address: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  signal: AbortSignal,
): ClientRequest {
  const host = hostOf(url);
  const isSafe = url.protocol === 'https:';
  const bytes = Buffer.from(body, 'utf8');
  const posted = (isSafe ? overHttps : overHttp)({
    method: 'POST',
    host: address,
    port: url.port || (isSafe ? 443 : 80),
    path: `${url.pathname}${url.search}`,
    headers: {
      ...headers,
      host: url.host,
      'content-type': 'application/json',
      'content-length': String(bytes.length),
      'user-agent': 'Boai-Webhooks/1',
    },
    // The certificate must be the name's, although the connection goes to the address.
    ...(isIP(host) === 0 ? { servername: host } : {}),
    agent: false,
    maxHeaderSize: 16_384,
    signal,
  });
  posted.end(bytes);
  return posted;
}

function answered(posted: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    posted.once('response', resolve);
    posted.on('error', reject);
  });
}

/** The first bytes of the answer; the connection ends with it. */
function beginning(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    let read = Buffer.alloc(0);
    const end = (): void => {
      clearTimeout(timer);
      response.destroy();
      resolve(read.subarray(0, ANSWER_BYTES));
    };
    const timer = setTimeout(end, ANSWER_MAX_MS);
    response.on('data', (chunk: Buffer) => {
      read = Buffer.concat([read, chunk]);
      if (read.length >= ANSWER_BYTES) end();
    });
    response.once('end', end);
    response.on('error', end);
  });
}

function failureOf(status: number): CallFailure | null {
  if (status >= 200 && status < 300) return null;
  if (status === 410) return 'gone';
  return status >= 300 && status < 400 ? 'redirect' : 'status';
}

/**
 * The pause of a Retry-After field (RFC 9110 10.2.3: seconds, or a date), in milliseconds from `now`; 0 when there is
 * none, or it cannot be read.
 */
export function askedPause(field: string | undefined, now: number): number {
  const text = field?.trim() ?? '';
  const pause = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now;
  return Number.isNaN(pause) ? 0 : Math.min(Math.max(pause, 0), ASKED_PAUSE_MAX_MS);
}

function nameOf(error: unknown): CallFailure {
  const code = (error as { code?: unknown }).code;
  const isTls =
    typeof code === 'string' && /^(ERR_TLS|ERR_SSL|CERT_|DEPTH_|SELF_SIGNED|UNABLE_TO|EPROTO)/.test(code);
  return isTls ? 'tls' : 'unreachable';
}
