import type { OpenAPIObject } from '@nestjs/swagger';
import { platformWords } from '../../platform/http/wording.js';
import { apiSentence } from './partner-api.errors.js';

/** Every problem that the public API answers with, and its status. */
export const PROBLEMS = {
  bad_request: 400,
  bad_cursor: 400,
  partner_key_missing: 401,
  partner_key_bad: 401,
  partner_key_scope: 403,
  partner_key_secret_needed: 403,
  partner_key_origin: 403,
  partner_suspended: 403,
  partner_not_active: 403,
  project_not_found: 404,
  channel_not_found: 404,
  bad_project_list: 422,
  invalid_input: 422,
  quota_exceeded: 429,
  stream_full: 503,
  unavailable: 503,
} as const;
export type ProblemCode = keyof typeof PROBLEMS;

const OF_ALL: readonly ProblemCode[] = ['bad_request', 'quota_exceeded', 'unavailable'];

const TITLES = {
  400: 'title.bad_request',
  401: 'title.unauthenticated',
  403: 'title.forbidden',
  404: 'title.not_found',
  422: 'title.invalid_input',
  429: 'title.too_many_requests',
  503: 'title.unavailable',
} as const;

const MEANINGS: Readonly<Record<keyof typeof TITLES, string>> = {
  400: 'the request cannot be read, or its cursor is not one of ours for this question',
  401: 'no key, or one that is wrong or revoked',
  403: 'the key is right and does not open this',
  404: 'there is nothing public of this name',
  422: 'a parameter is not as required; `errors` names each',
  429: 'too many requests of this caller',
  503: 'not available for a moment; what is cached may be shown',
};

type Responses = NonNullable<NonNullable<OpenAPIObject['paths'][string]['get']>['responses']>;

type Headers = Readonly<
  Record<string, { schema: { type: 'string' }; description?: string; example: string }>
>;

/** The responses of a route for its own problems and those of all routes, an example for each. */
export function problemResponses(codes: readonly ProblemCode[], instance: string): Responses {
  const responses: Responses = {};
  const all = [...new Set([...codes, ...OF_ALL])];
  for (const status of [...new Set(all.map((code) => PROBLEMS[code]))].sort()) {
    const examples = all
      .filter((code) => PROBLEMS[code] === status)
      .map((code) => [code, { summary: code, value: problemExample(code, instance) }] as const);
    const headers = headersOf(status);
    responses[status] = {
      description: MEANINGS[status],
      ...(headers ? { headers } : {}),
      content: {
        'application/problem+json': {
          schema: { $ref: '#/components/schemas/ProblemDetails' },
          examples: Object.fromEntries(examples),
        },
      },
    };
  }
  return responses;
}

function headersOf(status: number): Headers | undefined {
  const text = { type: 'string' as const };
  if (status === 401) return { 'WWW-Authenticate': { schema: text, example: 'Bearer realm="boai"' } };
  if (status === 429 || status === 503)
    return { 'Retry-After': { schema: text, description: 'seconds', example: '30' } };
  return undefined;
}

/** A problem as it is sent, in English, with values put into its places. */
function problemExample(code: ProblemCode, instance: string): Readonly<Record<string, unknown>> {
  const status = PROBLEMS[code];
  const values: Readonly<Record<string, string>> = {
    most: '100',
    requests: '600',
    seconds: '30',
    scope: 'figures:read',
    origin: 'https://other.example',
    slug: 'love-to-homes',
  };
  const sentence =
    apiSentence('en', `error.${code}`) ??
    apiSentence('en', `example.${code}`) ??
    platformWords('en', code === 'unavailable' ? 'detail.unavailable' : 'detail.bad_request');
  const detail = code === 'invalid_input' ? platformWords('en', 'detail.invalid_input') : sentence;
  return {
    type:
      code === 'quota_exceeded'
        ? 'https://iana.org/assignments/http-problem-types#quota-exceeded'
        : `https://give.example.org/problems/${code}`,
    title: platformWords('en', TITLES[status]),
    status,
    detail: detail.replace(/\{(\w+)\}/g, (place, name: string) => values[name] ?? place),
    instance,
    code,
    request_id: '2f1c7f0e-8a51-4f0e-9a63-1d5e0c1b7a42',
    ...(code === 'quota_exceeded' ? { 'violated-policies': ['default'] } : {}),
    ...(code === 'invalid_input'
      ? { errors: [{ field: 'limit', code: 'max', detail: 'is not as required' }] }
      : {}),
  };
}
