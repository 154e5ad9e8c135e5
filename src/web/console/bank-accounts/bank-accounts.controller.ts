import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { BankAccountsQueries } from '../../../organizations/bank-accounts.queries.js';
import { BankAccounts, type TypedBankAccount } from '../../../organizations/bank-accounts.service.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type BankAccountsProps, bankAccountsPage } from './bank-accounts.page.js';

class BankAccountForm {
  @IsOptional()
  @IsString()
  @MaxLength(500)
  bank?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  branch?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  holder?: string;

  @IsOptional()
  @IsString()
  @MaxLength(100)
  number?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

/** The organization's dedicated donation account: which it is, which it was, and asking for another. */
@Controller('console/:organization/bank-accounts')
export class BankAccountsController {
  constructor(
    private readonly clock: Clock,
    private readonly accounts: BankAccounts,
    private readonly queries: BankAccountsQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly staff: StaffQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor', 'administrator')
  @Get()
  show(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, { problems: [], done });
  }

  @Staff('administrator')
  @Post()
  async ask(
    @AtConsole() desk: Desk,
    @Body() form: BankAccountForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { bank = '', branch = '', holder = '', number = '', reason = '' } = form;
    const typed: TypedBankAccount = { bank, branch, holder, number, reason };
    const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
    try {
      await this.accounts.request(actor, typed);
      void reply.redirect(`${at(desk, '/bank-accounts')}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  private async page(
    desk: Desk,
    more: Pick<BankAccountsProps, 'problems' | 'typed' | 'done'>,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const accounts = await this.queries.ofOrganization(id);
    const asked = await this.approvals.ofSubject(id, id);
    const now = this.clock.now();
    return bankAccountsPage(desk, {
      accounts,
      names: await this.staff.names(accounts.map(({ requestedBy }) => requestedBy)),
      waiting:
        asked.find(
          ({ operation, state, expiresAt }) =>
            operation === 'bank_account' && state === 'waiting' && expiresAt > now,
        ) ?? null,
      ...more,
    });
  }
}
