import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { MailRefusals } from '../../../platform/mail/mail-refusals.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { refusedAddressesPage } from './refused-addresses.page.js';

const PAGE = 50;

/** Addresses that mail servers refused for good; masked. */
@Controller('console/:organization/refused-addresses')
export class RefusedAddressesController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly refusals: MailRefusals,
  ) {}

  @Staff('editor', 'clerk', 'supervisor', 'administrator')
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('page') page?: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const paging = pagingOf(await this.refusals.countOf(id), PAGE, page);
    const addresses = await this.refusals.ofOrganization(id, paging.window);
    return refusedAddressesPage(desk, { addresses, paging, done });
  }

  /** The giver says that the address works again. */
  @Staff('clerk', 'administrator')
  @Post(':address/clear')
  async clear(
    @AtConsole() desk: Desk,
    @Param('address') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { id } = desk.organization;
    await this.database.inTransaction(async (tx) => {
      if (!(await this.refusals.clear(tx, id, key))) throw new Refusal('not_found', 'not_found');
      const who = { organizationId: id, staffId: desk.staff.staffId };
      const subject = { subjectType: 'mail_refusal', subjectId: key.slice(0, 26) };
      await this.audit.record(tx, { ...who, ...subject, action: 'address.cleared' });
    });
    void reply.redirect(`${at(desk, '/refused-addresses')}?done=addressCleared`, 303);
  }
}
