import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { Sessions } from '../../../staff/sessions.service.js';
import { StaffQueries, type StaffSummary } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { peoplePage, personPage } from './people.page.js';

/** The organization's people. Roles are shown; changing one needs a second person's approval and comes with approvals. */
@Controller('console/:organization/people')
export class PeopleController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly staff: StaffQueries,
    private readonly sessions: Sessions,
  ) {}

  @Staff('supervisor', 'administrator')
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    return peoplePage(desk, await this.staff.ofOrganization(desk.organization.id));
  }

  @Staff('supervisor', 'administrator')
  @Get(':person')
  async show(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const person = await this.person(desk, key);
    return personPage(desk, { person, sessions: await this.sessions.live(person.id), done });
  }

  @Staff('administrator')
  @Post(':person/sessions/revocation')
  async endSessions(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const person = await this.person(desk, key);
    await this.database.inTransaction(async (tx) => {
      await this.sessions.revokeAll(tx, person.id, null);
      await this.audit.record(tx, {
        organizationId: desk.organization.id,
        staffId: desk.staff.staffId,
        action: 'staff.session_ended',
        subjectType: 'staff_member',
        subjectId: person.id,
      });
    });
    void reply.redirect(`${at(desk, `/people/${key}`)}?done=ended`, 303);
  }

  private async person(desk: Desk, key: string): Promise<StaffSummary> {
    const id = withoutPrefix('stf', key);
    const people = await this.staff.ofOrganization(desk.organization.id);
    const person = people.find((each) => each.id === id);
    if (!person) throw new Refusal('not_found', 'not_found');
    return person;
  }
}
