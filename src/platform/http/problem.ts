import { HttpException } from '@nestjs/common';
import { type ErrorKind, type FieldProblem, Refusal } from '../../kernel/errors.js';
import { connectionLost } from '../database/database-errors.js';

const STATUS: Readonly<Record<ErrorKind, number>> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  gone: 410,
  too_large: 413,
  unsupported_media_type: 415,
  too_many_requests: 429,
  unavailable: 503,
};

/** What went wrong with a request, before it is put into words for one reader. */
export interface Problem {
  readonly status: number;
  /** Machine-readable; `problem.<code>` or `error.<code>` in the catalogues. */
  readonly code: string;
  readonly params: Readonly<Record<string, string>>;
  readonly fields: readonly FieldProblem[];
  /** Whether it is a defect of ours, to be logged with its stack. */
  readonly ours: boolean;
}

const OF_STATUS: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthenticated',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  406: 'not_acceptable',
  409: 'conflict',
  410: 'gone',
  413: 'too_large',
  415: 'unsupported_media_type',
  422: 'invalid_input',
  429: 'too_many_requests',
  503: 'unavailable',
};

/** The problem that an error is: a refusal, a status of the framework, a lost database, or a defect of ours. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Refusal) {
    const { kind, code, params, fields } = error;
    return { status: STATUS[kind], code, params, fields, ours: false };
  }
  if (connectionLost(error)) return plain(503);
  const status = error instanceof HttpException ? error.getStatus() : frameworkStatus(error);
  if (typeof status === 'number' && status >= 400 && status < 500) return plain(status);
  if (status === 503) return plain(503);
  return { status: 500, code: 'internal', params: {}, fields: [], ours: true };
}

/**
 * The status that Fastify gives to a request it could not read. Other libraries' errors carry a status too (that of
 * the answer they got, such as the provider's), and that one is not about our reader's request.
 */
function frameworkStatus(error: unknown): unknown {
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  return typeof code === 'string' && code.startsWith('FST_') ? statusCode : undefined;
}

/** The general code of an HTTP status, for problems that have no words of their own. */
export function codeOfStatus(status: number): string {
  return OF_STATUS[status] ?? (status >= 500 ? 'internal' : 'bad_request');
}

function plain(status: number): Problem {
  return { status, code: codeOfStatus(status), params: {}, fields: [], ours: false };
}
