import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { denominationsOf, OfflineQueries } from '../../../donations/offline.queries.js';
import { OfflineGifts } from '../../../donations/offline-gifts.service.js';
import { OfflineNames } from '../../../donations/offline-names.service.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { randomText, withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { plainAmount } from '../../../kernel/money.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { offlineGiftFormPage } from './offline-gift-form.page.js';
import { offlineGiftsPage } from './offline-gifts.page.js';

const FORM_KEY_BYTES = 18;

/** Gifts past the providers: the list with the cash on hand, and recording one. */
@Controller('console/:organization/offline-gifts')
export class OfflineGiftsController {
  constructor(
    private readonly gifts: OfflineGifts,
    private readonly queries: OfflineQueries,
    private readonly names: OfflineNames,
    private readonly projects: ProjectsQueries,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    const { id } = desk.organization;
    const projects = await this.projects.ofOrganization([id]);
    return offlineGiftsPage(desk, {
      lines: (await this.queries.gifts(id)).map((gift) => ({
        gift,
        name: this.names.ofGift(gift).name,
        project: projects.find((each) => each.id === gift.projectId) ?? null,
      })),
      cash: await this.queries.cash(id),
      deposits: await this.queries.deposits(id),
      done,
    });
  }

  /** A new form: for cash or for a bank transfer, and, when it is named, for what is left of a pledge. */
  @Staff('clerk')
  @Get('new')
  async showNew(
    @AtConsole() desk: Desk,
    @Query('way') way?: string,
    @Query('pledge') pledgeKey?: string,
  ): Promise<VNode> {
    const { id: organizationId, timeZone } = desk.organization;
    const pledgeId = typeof pledgeKey === 'string' ? withoutPrefix('plg', pledgeKey) : null;
    const pledge = pledgeId === null ? null : await this.queries.pledge(organizationId, pledgeId);
    const left = pledge ? pledge.amount - (await this.queries.paidOf(pledge.id)) : 0n;
    const fields: Record<string, string> = {
      form_key: randomText(FORM_KEY_BYTES),
      way: way === 'cash' ? 'cash' : 'bank_transfer',
      received_on: dayIn(this.clock.now(), timeZone),
    };
    if (pledge)
      Object.assign(fields, {
        pledge: withPrefix('plg', pledge.id),
        project: withPrefix('prj', pledge.projectId),
        name: this.names.ofPledge(pledge),
        donor_kind: pledge.donorKind,
        publicity: pledge.publicity,
        amount: left > 0n ? plainAmount({ amount: left, currency: pledge.currency }) : '',
      });
    return this.form(desk, fields, []);
  }

  @Staff('clerk')
  @Post()
  async record(
    @AtConsole() desk: Desk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const text = (name: string) => typed(fields ?? {}, name);
    try {
      const projectId = withoutPrefix('prj', text('project')) ?? '';
      const project = await this.projects.byId(projectId);
      const counts = denominationsOf(project?.currency ?? 'CNY').map(
        (denomination) => [String(denomination), text(`count_${denomination}`)] as const,
      );
      const id = await this.gifts.request(desk.staff, desk.organization.id, {
        projectId,
        way: text('way'),
        amountText: text('amount'),
        receivedOn: text('received_on'),
        donorKind: text('donor_kind'),
        name: text('name'),
        publicity: text('publicity'),
        mail: text('mail'),
        channelCode: text('channel'),
        pledgeId: text('pledge') ? (withoutPrefix('plg', text('pledge')) ?? 'none') : null,
        bankReference: text('bank_reference'),
        payer: text('payer'),
        countedBy: text('counted_by'),
        countedWith: text('counted_with'),
        counts: Object.fromEntries(counts),
        formKey: text('form_key'),
      });
      void reply.redirect(`${at(desk, `/offline-gifts/${withPrefix('don', id)}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, fields ?? {}, this.refusals.fields(error, desk, reply));
    }
  }

  private async form(
    desk: Desk,
    fields: TypedFields,
    problems: readonly { field: string; text: string }[],
  ): Promise<VNode> {
    const projects = await this.projects.ofOrganization([desk.organization.id]);
    return offlineGiftFormPage(desk, {
      fields,
      problems,
      projects: projects.filter(({ state }) => state !== 'draft'),
    });
  }
}
