import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { Organization } from '../../../organizations/organization.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { Role, Standing } from '../../../staff/roles.js';
import type { CurrentStaff } from '../../../staff/sessions.service.js';

/** Another organization the person may go to. */
export interface Reachable {
  readonly slug: string;
  readonly nameZh: string;
  readonly nameEn: string;
}

/** A signed-in person's request outside any organization. */
export interface Visit {
  readonly staff: CurrentStaff;
  readonly locale: Locale;
  /** Path and query of the page, for the language switch. */
  readonly url: string;
  readonly demo: boolean;
}

/** A request inside one organization. */
export interface Desk extends Visit {
  readonly organization: Organization;
  readonly standing: Standing;
  readonly reachable: readonly Reachable[];
  /** How many requests wait for a second person here: the figure beside the navigation's word. */
  readonly approvalsOpen: number;
}

/** Whether the person behind the desk may do what needs one of these roles. */
export function mayAct(desk: Desk, ...roles: readonly Role[]): boolean {
  return !desk.standing.readOnly && desk.standing.roles.some((role) => roles.includes(role));
}

/** Whether the person behind the desk may at least look at what these roles see. */
export function maySee(desk: Desk, ...roles: readonly Role[]): boolean {
  return desk.standing.roles.some((role) => roles.includes(role));
}

const visits = new WeakMap<object, Visit>();

/** Kept by the guard, read by the parameter decorators below. */
export function keepVisit(request: FastifyRequest, visit: Visit): void {
  visits.set(request, visit);
}

/** The signed-in person's request: `@AtConsole() visit: Visit`, or `Desk` on routes below an organization. */
export const AtConsole = createParamDecorator((_: unknown, context: ExecutionContext): Visit => {
  const visit = visits.get(context.switchToHttp().getRequest<FastifyRequest>());
  if (!visit) throw new Error('this route reads the visit but declares no @Staff() or @SignedIn()');
  return visit;
});
