import { Injectable } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { pathOf } from '../../platform/http/route-class.js';
import { ApiCallers } from './api-callers.service.js';
import { isRead, METHODS, OPEN_TO_ALL, PREFLIGHT } from './api-headers.js';
import { ApiLimits, tellLimit } from './api-limits.service.js';
import { ApiProblems } from './api-problems.service.js';
import { DEPRECATIONS, type Deprecation, endingHeaders } from './deprecations.js';
import type { Allowance } from './rate-limit.js';

const OF_THE_API = /^\/api(?:\/|$)/;

/**
 * What every request under `/api` passes before its route, whether there is one or not: open to other sites, only
 * reading, limited, with a warning where a route will end. The hot routes in front have the same in their plugin.
 */
@Injectable()
export class ApiDoor {
  private readonly charged = new WeakMap<FastifyRequest, Allowance>();

  constructor(
    private readonly limits: ApiLimits,
    private readonly problems: ApiProblems,
    private readonly callers: ApiCallers,
  ) {}

  /** Adds the door's hooks to a Fastify, before its routes. */
  open(fastify: FastifyInstance, deprecations: readonly Deprecation[] = DEPRECATIONS): void {
    const ending = new Map(deprecations.map((each) => [each.route, endingHeaders(each)]));
    fastify.addHook('onRequest', (request, reply, done) => {
      const route = request.routeOptions.url ?? pathOf(request.url);
      if (!OF_THE_API.test(route)) return done();
      void reply.headers({ ...OPEN_TO_ALL, ...ending.get(route) });
      const goOn = () => {
        if (!this.turnedAway(request, reply)) done();
      };
      if (request.headers.authorization === undefined || !isRead(request.method)) goOn();
      else void this.callers.greet(request).then(goOn);
    });
    fastify.addHook('onSend', (request, reply, payload, done) => {
      const allowance = this.charged.get(request);
      if (allowance) {
        if (reply.statusCode === 304) allowance.giveBack();
        tellLimit(reply, allowance);
      }
      done(null, payload);
    });
  }

  /** Answers what needs no route: preflights, other methods, and callers who have used up their requests. */
  private turnedAway(request: FastifyRequest, reply: FastifyReply): boolean {
    if (request.method === 'OPTIONS') {
      void reply.code(204).headers(PREFLIGHT).send();
      return true;
    }
    if (!isRead(request.method)) {
      void reply.header('allow', METHODS);
      this.problems.send(request, reply, { status: 405, code: 'method_not_allowed' });
      return true;
    }
    const allowance = this.limits.ordinary(request, this.callers.keyOf(request)?.keyId);
    if (!allowance) return false;
    this.charged.set(request, allowance);
    if (allowance.take()) return false;
    this.problems.sendTooMany(request, reply, allowance);
    return true;
  }
}
