import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { ProviderAccountsQueries } from '../../../providers/provider-accounts.queries.js';
import { ProviderSecrets, type TypedSecrets } from '../../../providers/provider-secrets.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskProviderAccounts } from './desk-provider-accounts.js';
import { accountPath } from './provider-account.page.js';
import { additionPage, providerAccountsPage } from './provider-accounts.page.js';

/** Secrets are read from here and never written back into a page. */
class KeyForm {
  @IsOptional()
  @IsString()
  @MaxLength(1000)
  api_key?: string;

  @IsOptional()
  @IsString()
  @MaxLength(1000)
  webhook_secret?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  grace_hours?: string;
}

class AdditionForm extends KeyForm {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  account?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  currency?: string;
}

class ChangeForm extends KeyForm {
  @IsIn(['api_key', 'webhook_secret'])
  act: 'api_key' | 'webhook_secret';

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  api_key_reason?: string;

  @IsOptional()
  @IsString()
  @MaxLength(2000)
  webhook_secret_reason?: string;
}

const READERS = ['approver', 'supervisor', 'administrator'] as const;

/** Accounts at the payment providers: their state, a new one, another key. Secrets come in here and never go out. */
@Controller('console/:organization/provider-accounts')
export class ProviderAccountsController {
  constructor(
    private readonly queries: ProviderAccountsQueries,
    private readonly secrets: ProviderSecrets,
    private readonly accounts: DeskProviderAccounts,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff(...READERS)
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    return providerAccountsPage(desk, await this.queries.ofOrganization(desk.organization.id));
  }

  @Staff('administrator')
  @Get('additions')
  form(@AtConsole() desk: Desk): VNode {
    return additionPage(desk, { typed: { account: '', currency: 'CNY', reason: '' }, problems: [] });
  }

  @Staff('administrator')
  @Post('additions')
  async add(
    @AtConsole() desk: Desk,
    @Body() form: AdditionForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const typed = typedOf('account', form, {
      account: form.account ?? '',
      currency: (form.currency ?? '').toUpperCase(),
    });
    try {
      await this.secrets.request(this.actor(desk), typed, null);
      void reply.redirect(`${at(desk, '/approvals')}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return additionPage(desk, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  @Staff(...READERS)
  @Get(':account')
  async show(
    @AtConsole() desk: Desk,
    @Param('account') name: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.accounts.page(desk, await this.accounts.find(desk, name), { problems: [], done });
  }

  @Staff('administrator')
  @Post(':account/keys')
  async change(
    @AtConsole() desk: Desk,
    @Param('account') name: string,
    @Body() form: ChangeForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const line = await this.accounts.find(desk, name);
    const reasoned = { ...form, reason: form[`${form.act}_reason`] };
    const typed = typedOf(form.act, reasoned, line.account);
    try {
      await this.secrets.request(this.actor(desk), typed, line.account.id);
      void reply.redirect(`${accountPath(desk, line)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const found = this.refusals.fields(error, desk, reply);
      // Both forms of the page ask for a reason, each in a field of its own.
      const reason = `${form.act}_reason`;
      const problems = found.map(({ field, text }) => ({ field: field === 'reason' ? reason : field, text }));
      return this.accounts.page(desk, line, { problems, typed });
    }
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }
}

function typedOf(
  act: TypedSecrets['act'],
  form: KeyForm & { readonly reason?: string | undefined },
  { account, currency }: { readonly account: string; readonly currency: string },
): TypedSecrets {
  return {
    ...{ act, account: account.trim(), currency: currency.trim() },
    apiKey: (form.api_key ?? '').trim(),
    webhookSecret: (form.webhook_secret ?? '').trim(),
    graceHours: (form.grace_hours ?? '').trim(),
    reason: (form.reason ?? '').trim(),
  };
}
