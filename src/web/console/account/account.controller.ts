import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { problemOf } from '../../../platform/http/problem.js';
import { Wording } from '../../../platform/http/wording.js';
import { Sessions } from '../../../staff/sessions.service.js';
import { StaffMembers } from '../../../staff/staff.service.js';
import { SignedIn } from '../access/staff.decorator.js';
import { AtConsole, type Visit } from '../access/visit.js';
import { accountPage } from './account.page.js';

class PasswordForm {
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  current?: string;

  @IsString()
  @MaxLength(1000)
  next: string;
}

/** One's own account, and the way from `/console` to where one works. */
@SignedIn()
@Controller('console')
export class AccountController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly members: StaffMembers,
    private readonly sessions: Sessions,
    private readonly organizations: OrganizationsQueries,
    private readonly wording: Wording,
  ) {}

  /** Leads to the first organization where the person holds a role: societies before chapters. */
  @Get()
  async home(@AtConsole() visit: Visit, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const [first] = await this.placesOf(visit);
    void reply.redirect(first ? `/console/${first.slug}` : '/console/account', 303);
  }

  @Get('account')
  show(@AtConsole() visit: Visit, @Query('done') done?: string): Promise<VNode> {
    return this.page(visit, { done });
  }

  @Post('account/password')
  async changePassword(
    @AtConsole() visit: Visit,
    @Body() form: PasswordForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      await this.members.changePassword(visit.staff, form.current ?? '', form.next);
    } catch (error) {
      if (!(error instanceof Refusal) || error.fields.length === 0) throw error;
      const { status, errors } = this.wording.of(problemOf(error), visit.locale);
      void reply.code(status);
      return this.page(visit, {
        problems: Object.fromEntries(errors.map(({ field, detail }) => [field, detail])),
      });
    }
    await this.database.inTransaction((tx) => this.note(visit, 'staff.password_changed', tx));
    void reply.redirect('/console/account?done=password', 303);
    return undefined;
  }

  @Post('account/sessions/:session/revocation')
  async revoke(
    @AtConsole() visit: Visit,
    @Param('session') session: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      await this.sessions.revoke(tx, visit.staff.staffId, session);
      await this.note(visit, 'staff.session_revoked', tx);
    });
    void reply.redirect('/console/account?done=revoked', 303);
  }

  private note(visit: Visit, action: string, tx: Parameters<Audit['record']>[0]): Promise<void> {
    const { staffId } = visit.staff;
    return this.audit.record(tx, {
      organizationId: null,
      staffId,
      action,
      subjectType: 'staff_member',
      subjectId: staffId,
    });
  }

  private async page(
    visit: Visit,
    more: { done?: unknown; problems?: Readonly<Record<string, string>> },
  ): Promise<VNode> {
    const sessions = await this.sessions.live(visit.staff.staffId);
    return accountPage(visit, { sessions, organizations: await this.placesOf(visit), ...more });
  }

  private async placesOf({ staff }: Visit) {
    const all = await this.organizations.list();
    return all
      .map(({ id, slug, nameZh, nameEn }) => ({
        slug,
        nameZh,
        nameEn,
        roles: staff.assignments.filter((held) => held.organizationId === id).map(({ role }) => role),
      }))
      .filter(({ roles }) => roles.length > 0);
  }
}
