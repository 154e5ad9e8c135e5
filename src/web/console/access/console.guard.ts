import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../kernel/errors.js';
import type { Organization } from '../../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { Config } from '../../../platform/config/config.js';
import { localeOf } from '../../../platform/i18n/locale.js';
import { Access } from '../../../staff/access.service.js';
import { type CurrentStaff, Sessions } from '../../../staff/sessions.service.js';
import { DOOR_METADATA, type Door } from './door.js';
import { sessionTokenOf } from './session-cookie.js';
import { type Desk, keepVisit, type Visit } from './visit.js';

const READING = new Set(['GET', 'HEAD']);

/** Stands at every door of the console but the login's own: who is it, is the second factor shown, may they enter. */
@Injectable()
export class ConsoleGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly config: Config,
    private readonly sessions: Sessions,
    private readonly access: Access,
    private readonly organizations: OrganizationsQueries,
    private readonly approvals: ApprovalsQueries,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const door = this.reflector.getAllAndOverride<Door>(DOOR_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    // What a person sees here is theirs alone and of this moment: no cache may keep it, nor the back button.
    void reply.header('Cache-Control', 'no-store');
    const staff = await this.sessions.identify(sessionTokenOf(request, this.config) ?? '');
    if (!staff) return leave(reply, `/console/login${comeBack(request)}`);
    const visit: Visit = { staff, locale: localeOf(request), url: request.url, demo: this.config.DEMO };
    if (door.kind !== 'half-signed-in') {
      if (staff.secondFactor === 'due') return leave(reply, `/console/login/code${comeBack(request)}`);
      if (staff.secondFactor === 'to_enrol') return leave(reply, '/console/login/enrolment');
    }
    keepVisit(request, door.kind === 'organization' ? await this.desk(visit, door, request) : visit);
    return true;
  }

  /** @throws Refusal not_found for an unknown organization and for one that is not theirs: nobody can tell which. */
  private async desk(
    visit: Visit,
    door: Door & { kind: 'organization' },
    request: FastifyRequest,
  ): Promise<Desk> {
    const all = await this.organizations.list();
    const { organization: slug } = request.params as { organization?: string };
    const organization = all.find((each) => each.slug === slug);
    const standing =
      organization && this.access.enter(visit.staff, organization, door.roles, !READING.has(request.method));
    if (!organization || !standing) throw new Refusal('not_found', 'not_found');
    return {
      ...visit,
      organization,
      standing,
      reachable: this.reachable(visit.staff, all),
      approvalsOpen: await this.approvals.countOpen(organization.id),
    };
  }

  private reachable(staff: CurrentStaff, all: readonly Organization[]): Organization[] {
    return all.filter((each) => this.access.standing(staff, each) !== null);
  }
}

function leave(reply: FastifyReply, to: string): false {
  void reply.redirect(to, 303);
  return false;
}

/** Only a page that was read can be returned to; a form's contents would be lost anyway. */
function comeBack(request: FastifyRequest): string {
  return READING.has(request.method) ? `?to=${encodeURIComponent(request.url)}` : '';
}
