import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { CurrentPartner } from '../../../partners/partner-sessions.service.js';
import type { PartnerStanding } from '../../../partners/partners.queries.js';
import type { Locale } from '../../../platform/i18n/locale.js';

/** A signed-in partner's request. */
export interface PartnerDesk {
  readonly person: CurrentPartner;
  readonly partnerId: string;
  /** In the reader's language. */
  readonly partnerName: string;
  readonly standing: PartnerStanding;
  readonly locale: Locale;
  /** Path and query of the page, for the language switch. */
  readonly url: string;
  readonly demo: boolean;
}

const desks = new WeakMap<object, PartnerDesk>();

/** Kept by the guard, read by the parameter decorator below. */
export function keepDesk(request: FastifyRequest, desk: PartnerDesk): void {
  desks.set(request, desk);
}

/** The signed-in partner's request: `@AtPartner() desk: PartnerDesk`. */
export const AtPartner = createParamDecorator((_: unknown, context: ExecutionContext): PartnerDesk => {
  const desk = desks.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!desk) throw new Error('this route reads the partner desk but declares no @PartnerPerson()');
  return desk;
});
