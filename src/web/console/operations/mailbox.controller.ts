import { Controller, Get, Param } from '@nestjs/common';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { isId } from '../../../kernel/ids.js';
import { MailQueries } from '../../../platform/mail/mail.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { mailboxPage, mailPage } from './mailbox.page.js';
import { MailboxQueries } from './mailbox.queries.js';

/** Mails on the list, the newest first. */
const SHOWN_MAX = 100;

/** The organization's mails. */
@Staff('clerk', 'administrator')
@Controller('console/:organization/mailbox')
export class MailboxController {
  constructor(
    private readonly mails: MailQueries,
    private readonly mailbox: MailboxQueries,
  ) {}

  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    return mailboxPage(desk, await this.mails.recent(desk.organization.id, SHOWN_MAX));
  }

  @Get(':mail')
  async show(@AtConsole() desk: Desk, @Param('mail') mailId: string): Promise<VNode> {
    const mail = isId(mailId) ? await this.mailbox.detail(desk.organization.id, mailId) : null;
    if (!mail) throw new Refusal('not_found', 'not_found');
    return mailPage(desk, mail);
  }
}
