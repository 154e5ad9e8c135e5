import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Config } from '../../platform/config/config.js';
import { pathOf } from '../../platform/http/route-class.js';
import { Wording } from '../../platform/http/wording.js';
import { localeOf } from '../../platform/i18n/locale.js';
import { HOT_HEADERS } from './api-headers.js';
import { tellLimit } from './api-limits.service.js';
import type { Allowance } from './rate-limit.js';

/** The kind of problem that the draft of the RateLimit fields registers. */
const QUOTA_EXCEEDED = 'https://iana.org/assignments/http-problem-types#quota-exceeded';

export interface ApiProblem {
  readonly status: number;
  /** Its sentence is `error.<code>` or `detail.<code>`. */
  readonly code: string;
  readonly params?: Readonly<Record<string, string>>;
  /** Replaces the address of our own page about the code. */
  readonly type?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

/** RFC 9457 problems for what is answered outside of Nest: the hot routes, and what the door turns away. */
@Injectable()
export class ApiProblems {
  constructor(
    private readonly config: Config,
    private readonly wording: Wording,
  ) {}

  send(request: FastifyRequest, reply: FastifyReply, problem: ApiProblem): FastifyReply {
    const { status, code, params = {}, more } = problem;
    const locale = localeOf(request);
    const { title, detail } = this.wording.of({ status, code, params, fields: [], ours: false }, locale);
    return reply
      .code(status)
      .header('cache-control', 'no-store')
      .header('content-language', locale)
      .header('content-type', 'application/problem+json; charset=utf-8')
      .send(
        JSON.stringify({
          type: problem.type ?? new URL(`/problems/${code}`, this.config.PUBLIC_URL).href,
          title,
          status,
          detail,
          instance: pathOf(request.url),
          code,
          request_id: request.id,
          ...more,
        }),
      );
  }

  /** 429: what is used up, and when to come back. */
  sendTooMany(request: FastifyRequest, reply: FastifyReply, allowance: Allowance): FastifyReply {
    const { name, requests } = allowance.limit.quota;
    const seconds = String(allowance.secondsLeft);
    void reply.header('retry-after', seconds);
    return this.send(request, reply, {
      status: 429,
      code: 'quota_exceeded',
      params: { seconds, requests: String(requests) },
      type: QUOTA_EXCEEDED,
      more: { 'violated-policies': [name] },
    });
  }

  /** The same from a hot route, which sets its own headers. */
  hot(
    request: FastifyRequest,
    reply: FastifyReply,
    allowance: Allowance | undefined,
    problem: ApiProblem,
  ): FastifyReply {
    if (allowance) tellLimit(reply, allowance);
    return this.send(request, reply.headers(HOT_HEADERS).header('x-request-id', request.id), problem);
  }

  hotTooMany(request: FastifyRequest, reply: FastifyReply, allowance: Allowance): FastifyReply {
    tellLimit(reply, allowance);
    return this.sendTooMany(request, reply.headers(HOT_HEADERS), allowance);
  }
}
