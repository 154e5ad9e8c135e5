import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { Sessions } from '../../../staff/sessions.service.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { DeskPeople } from './desk-people.js';
import { peoplePage } from './people.page.js';

/** The organization's people, as everybody may see them who watches over it; their rights change in rights.controller. */
@Controller('console/:organization/people')
export class PeopleController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly staff: StaffQueries,
    private readonly sessions: Sessions,
    private readonly people: DeskPeople,
  ) {}

  @Staff('supervisor', 'administrator')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    return peoplePage(desk, await this.staff.ofOrganization(desk.organization.id), done);
  }

  @Staff('supervisor', 'administrator')
  @Get(':person')
  async show(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const person = await this.people.find(desk, key);
    return this.people.page(desk, person, { typed: {}, problems: [], done });
  }

  @Staff('administrator')
  @Post(':person/sessions/revocation')
  async endSessions(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const person = await this.people.find(desk, key);
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
}
