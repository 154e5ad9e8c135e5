import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { localeOf } from '../i18n/locale.js';
import type { ErrorPage, HttpOptions } from './http-options.js';
import type { Log } from './log.js';
import { document } from './page-adapter.js';
import { plainErrorPage } from './plain-error.page.js';
import { problemOf } from './problem.js';
import { pathOf, routeClassOf } from './route-class.js';
import type { WordedProblem, Wording } from './wording.js';

/** Answers every error: RFC 9457 problem details for machines, a page for people. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly options: HttpOptions,
    private readonly wording: Wording,
    private readonly log: Log,
    private readonly setHeaders: (request: FastifyRequest, reply: FastifyReply) => void,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  /** Sends the answer; also for errors that Fastify finds before Nest sees the request. */
  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error);
    if (problem.ours) this.log.error({ err: error, request_id: request.id }, 'unexpected error');
    else if (problem.status === 503) this.log.warn({ err: error, request_id: request.id }, 'unavailable');
    if (reply.sent) return;
    if (!reply.hasHeader('x-request-id')) this.setHeaders(request, reply);
    const locale = localeOf(request);
    const words = this.wording.of(problem, locale);
    const path = pathOf(request.url);
    void reply.code(problem.status).header('Cache-Control', 'no-store').header('Content-Language', locale);
    if (problem.status === 503 || problem.status === 429)
      void reply.header('Retry-After', problem.params.retry_after ?? '5');
    if (this.wantsPage(request, path)) {
      void reply
        .type('text/html; charset=utf-8')
        .send(this.page({ problem: words, locale, requestId: request.id, path }));
    } else {
      void reply
        .type('application/problem+json; charset=utf-8')
        .send(JSON.stringify(this.details(words, request)));
    }
  }

  /** The face's own error page; if that fails as well, one that needs nothing. */
  private page(of: ErrorPage): Buffer {
    try {
      const page = this.options.errorPages?.[routeClassOf(of.path)] ?? plainErrorPage;
      return document(page(of));
    } catch (error) {
      this.log.error({ err: error, request_id: of.requestId }, 'error page failed');
      return document(plainErrorPage(of));
    }
  }

  /** Pages are for people: machines ask for JSON, or use a path that only machines use. */
  private wantsPage(request: FastifyRequest, path: string): boolean {
    const routeClass = routeClassOf(path);
    if (routeClass === 'api' || routeClass === 'asset') return false;
    return !/\bjson\b/.test(request.headers.accept ?? '');
  }

  private details({ status, code, title, detail, errors }: WordedProblem, request: FastifyRequest) {
    return {
      type: new URL(`/problems/${code}`, this.options.config.PUBLIC_URL).href,
      title,
      status,
      detail,
      instance: pathOf(request.url),
      code,
      request_id: request.id,
      ...(errors.length > 0 ? { errors } : {}),
    };
  }
}
