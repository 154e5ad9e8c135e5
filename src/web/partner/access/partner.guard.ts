import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PartnerSessions } from '../../../partners/partner-sessions.service.js';
import { partnerNotActive, partnerOwnerOnly, partnerSuspended } from '../../../partners/partners.errors.js';
import { PartnersQueries } from '../../../partners/partners.queries.js';
import { Config } from '../../../platform/config/config.js';
import { localeOf } from '../../../platform/i18n/locale.js';
import { partnerTokenOf } from './partner-cookie.js';
import { keepDesk } from './partner-desk.js';

export const NEEDS_METADATA = 'boai:partner-needs';

/**
 * What a partner's route asks for besides a login. `owner`: only owners. `resting`: open also while no agreement is
 * in force or the partner is suspended; all other routes answer then with 403 and the sentence why.
 */
export type PartnerNeed = 'owner' | 'resting';

const READING = new Set(['GET', 'HEAD']);

/** Stands at every door of the partners' face but the login's own and the application's. */
@Injectable()
export class PartnerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
    private readonly sessions: PartnerSessions,
    private readonly partners: PartnersQueries,
  ) {}

  /** Nobody is led to the login. @throws Refusal forbidden `partner_suspended`, `partner_not_active`, `partner_owner_only`. */
  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const needs = this.reflector.getAllAndOverride<readonly PartnerNeed[]>(NEEDS_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    const person = await this.sessions.identify(partnerTokenOf(request, this.config));
    if (!person) {
      const back = READING.has(request.method) ? `?to=${encodeURIComponent(request.url)}` : '';
      void reply.redirect(`/partner/login${back}`, 303);
      return false;
    }
    if (needs.includes('owner') && person.role !== 'owner') throw partnerOwnerOnly();
    const standing = await this.partners.standingOf(person.partnerId);
    if (!needs.includes('resting')) {
      if (standing === 'suspended') throw partnerSuspended();
      if (standing === 'not_active') throw partnerNotActive();
    }
    const locale = localeOf(request);
    keepDesk(request, {
      ...{ person, standing, locale, partnerId: person.partnerId },
      partnerName: locale === 'en' ? person.partnerName.en : person.partnerName.zh,
      url: request.url,
      demo: this.config.DEMO,
    });
    return true;
  }
}
