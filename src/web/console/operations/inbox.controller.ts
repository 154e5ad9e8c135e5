import { Controller, Get, Param, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { InboxQueries } from '../../../providers/inbox.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk, maySee } from '../access/visit.js';
import { INBOX_STATES, inboxEventPage, inboxPage } from './inbox.page.js';
import { OperationsQueries } from './operations.queries.js';

/** The inbox: what the providers told us and what became of it. */
@Staff('clerk', 'approver', 'supervisor', 'administrator')
@Controller('console/:organization/inbox')
export class InboxController {
  constructor(
    private readonly inbox: InboxQueries,
    private readonly operations: OperationsQueries,
  ) {}

  @Get()
  async list(@AtConsole() desk: Desk, @Query('state') asked?: string): Promise<VNode> {
    const { id } = desk.organization;
    const state = INBOX_STATES.find((each) => each === asked) ?? null;
    return inboxPage(desk, {
      counts: await this.inbox.counts(id),
      stuck: state === null ? await this.inbox.stuck(id) : [],
      rows: await this.inbox.list(id, state, 50),
      state,
    });
  }

  @Get(':event')
  async show(
    @AtConsole() desk: Desk,
    @Param('event') eventId: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const event = /^\d{1,18}$/.test(eventId)
      ? await this.operations.event(desk.organization.id, eventId)
      : null;
    if (!event) throw new Refusal('not_found', 'not_found');
    return inboxEventPage(desk, event, { showsBody: maySee(desk, 'clerk', 'approver'), done });
  }
}
