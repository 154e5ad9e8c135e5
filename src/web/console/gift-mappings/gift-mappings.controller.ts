import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { GiftMappingsQueries } from '../../../donations/gift-mappings.queries.js';
import { GiftMappings, type TypedMapping } from '../../../donations/gift-mappings.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import type { ProviderAccount } from '../../../providers/provider-account.entity.js';
import { ProviderAccountsQueries } from '../../../providers/provider-accounts.queries.js';
import { hasApi } from '../../../providers/provider-accounts.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { giftMappingPage, giftMappingsPage, type MappingForm, mappingPath } from './gift-mappings.page.js';

class SayForm {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  matches?: string;

  @IsOptional()
  @IsString()
  @MaxLength(1000)
  value?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  project?: string;
}

class TakeBackForm {
  @IsString()
  @MaxLength(26)
  mapping: string;
}

const READERS = ['clerk', 'approver', 'supervisor', 'administrator'] as const;

/** For which project gifts are of which only a provider's file tells. */
@Controller('console/:organization/gift-mappings')
export class GiftMappingsController {
  constructor(
    private readonly accounts: ProviderAccountsQueries,
    private readonly mappings: GiftMappings,
    private readonly queries: GiftMappingsQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff(...READERS)
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    const lines = await this.accounts.ofOrganization(desk.organization.id);
    const accounts = lines.map(({ account }) => account).filter((account) => !hasApi(account));
    const counts = new Map<string, number>();
    for (const { id } of accounts)
      counts.set(id, (await this.queries.ofAccount(desk.organization.id, id)).length);
    return giftMappingsPage(desk, accounts, counts);
  }

  @Staff(...READERS)
  @Get(':account')
  async show(
    @AtConsole() desk: Desk,
    @Param('account') name: string,
    @Query() asked: Readonly<Record<string, unknown>>,
  ): Promise<VNode> {
    const text = (key: string) => (typeof asked[key] === 'string' ? asked[key].slice(0, 200) : '');
    const typed = { matches: text('matches'), value: text('value'), projectId: null };
    return this.page(desk, await this.find(desk, name), { typed, problems: [], done: asked.done });
  }

  @Staff('clerk', 'administrator')
  @Post(':account')
  async say(
    @AtConsole() desk: Desk,
    @Param('account') name: string,
    @Body() form: SayForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const account = await this.find(desk, name);
    const projectId = withoutPrefix('prj', form.project ?? '');
    const typed: TypedMapping = { matches: form.matches ?? '', value: form.value ?? '', projectId };
    try {
      await this.mappings.say(this.actor(desk), account, typed);
      void reply.redirect(`${mappingPath(desk, account)}?done=mappingSaid`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, account, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  @Staff('clerk', 'administrator')
  @Post(':account/removals')
  async takeBack(
    @AtConsole() desk: Desk,
    @Param('account') name: string,
    @Body() { mapping }: TakeBackForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const account = await this.find(desk, name);
    await this.mappings.takeBack(this.actor(desk), account.id, mapping);
    void reply.redirect(`${mappingPath(desk, account)}?done=mappingTakenBack`, 303);
  }

  /** @throws Refusal not_found for no account and for another organization's alike. */
  private async find(desk: Desk, name: string): Promise<ProviderAccount> {
    const lines = await this.accounts.ofOrganization(desk.organization.id);
    const line = lines.find(({ account }) => account.account === name);
    if (!line) throw new Refusal('not_found', 'not_found');
    return line.account;
  }

  private async page(
    desk: Desk,
    account: ProviderAccount,
    form: Pick<MappingForm, 'typed' | 'problems' | 'done'>,
  ): Promise<VNode> {
    const { id } = desk.organization;
    return giftMappingPage(desk, account, {
      lines: await this.queries.ofAccount(id, account.id),
      projects: await this.queries.projects(id, account.currency),
      unmapped: await this.queries.unmapped(id, account.id),
      trail: await this.trail.ofSubject(id, 'provider_account', account.id),
      ...form,
    });
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }
}
