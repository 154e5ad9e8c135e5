import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import {
  ProviderAccountChanges,
  type TypedFileAccount,
} from '../../../providers/provider-account-changes.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskProviderAccounts } from './desk-provider-accounts.js';
import { fileAdditionPage } from './file-account.page.js';
import { accountPath } from './provider-account.page.js';

class FileAccountForm {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  provider?: string;

  @IsOptional()
  @IsString()
  @MaxLength(500)
  display_name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  merchant_no?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  account?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  currency?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;
}

class IntakeForm {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  intake?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  intake_reason?: string;
}

/** Accounts that only files tell of: a new one, and from where an account's facts come. */
@Controller('console/:organization/provider-accounts')
export class FileAccountsController {
  constructor(
    private readonly accounts: DeskProviderAccounts,
    private readonly changes: ProviderAccountChanges,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('administrator')
  @Get('file-additions')
  fileForm(@AtConsole() desk: Desk): VNode {
    return fileAdditionPage(desk, { typed: fileAccountOf({ currency: 'CNY' }), problems: [] });
  }

  @Staff('administrator')
  @Post('file-additions')
  async addFile(
    @AtConsole() desk: Desk,
    @Body() form: FileAccountForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const typed = fileAccountOf(form);
    try {
      await this.changes.requestAccount(this.actor(desk), typed);
      void reply.redirect(`${at(desk, '/approvals')}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return fileAdditionPage(desk, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  @Staff('administrator')
  @Post(':account/intake')
  async changeIntake(
    @AtConsole() desk: Desk,
    @Param('account') name: string,
    @Body() form: IntakeForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const line = await this.accounts.find(desk, name);
    const typed = { intake: form.intake ?? '', reason: (form.intake_reason ?? '').trim() };
    try {
      await this.changes.requestIntake(this.actor(desk), line.account.id, typed);
      void reply.redirect(`${accountPath(desk, line)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.accounts.page(desk, line, { problems, typedIntake: typed });
    }
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }
}

function fileAccountOf(form: FileAccountForm): TypedFileAccount {
  const text = (field: string | undefined) => (field ?? '').trim();
  return {
    ...{
      provider: text(form.provider),
      account: text(form.account),
      currency: text(form.currency).toUpperCase(),
    },
    ...{
      merchantNo: text(form.merchant_no),
      displayName: text(form.display_name),
      reason: text(form.reason),
    },
  };
}
