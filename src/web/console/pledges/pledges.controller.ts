import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { OfflineQueries } from '../../../donations/offline.queries.js';
import { OfflineNames } from '../../../donations/offline-names.service.js';
import type { Pledge } from '../../../donations/pledge.entity.js';
import { Pledges } from '../../../donations/pledges.service.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { randomText, withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { pledgePage } from './pledge.page.js';
import { pledgeFormPage } from './pledge-form.page.js';
import { pledgesPage } from './pledges.page.js';

const FORM_KEY_BYTES = 18;

/** Promised gifts: the list, recording one, one with what was paid on it. */
@Controller('console/:organization/pledges')
export class PledgesController {
  constructor(
    private readonly pledges: Pledges,
    private readonly queries: OfflineQueries,
    private readonly names: OfflineNames,
    private readonly projects: ProjectsQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    const { id, timeZone } = desk.organization;
    const projects = await this.projects.ofOrganization([id]);
    const lines = [];
    for (const pledge of await this.queries.pledges(id)) {
      lines.push({
        pledge,
        name: this.names.ofPledge(pledge),
        paid: await this.queries.paidOf(pledge.id),
        project: projects.find((each) => each.id === pledge.projectId) ?? null,
      });
    }
    return pledgesPage(desk, { lines, today: dayIn(this.clock.now(), timeZone) });
  }

  @Staff('clerk')
  @Get('new')
  showNew(@AtConsole() desk: Desk): Promise<VNode> {
    const today = dayIn(this.clock.now(), desk.organization.timeZone);
    return this.form(desk, { form_key: randomText(FORM_KEY_BYTES), pledged_on: today }, []);
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
      const id = await this.pledges.request(desk.staff, desk.organization.id, {
        projectId: withoutPrefix('prj', text('project')) ?? '',
        amountText: text('amount'),
        name: text('name'),
        donorKind: text('donor_kind'),
        publicity: text('publicity'),
        pledgedOn: text('pledged_on'),
        dueOn: text('due_on'),
        formKey: text('form_key'),
      });
      void reply.redirect(`${at(desk, `/pledges/${withPrefix('plg', id)}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, fields ?? {}, this.refusals.fields(error, desk, reply));
    }
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get(':pledge')
  async show(
    @AtConsole() desk: Desk,
    @Param('pledge') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], reason: '', done });
  }

  @Staff('clerk')
  @Post(':pledge/giving-up')
  async giveUp(
    @AtConsole() desk: Desk,
    @Param('pledge') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const pledge = await this.find(desk, key);
    const reason = typed(fields ?? {}, 'reason');
    try {
      await this.pledges.giveUp(desk.staff, desk.organization.id, pledge.id, reason);
      void reply.redirect(`${at(desk, `/pledges/${key}`)}?done=pledgeGivenUp`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, await this.find(desk, key), { problems, reason });
    }
  }

  /** @throws Refusal not_found for none and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<Pledge> {
    const id = withoutPrefix('plg', key);
    const found = id === null ? null : await this.queries.pledge(desk.organization.id, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }

  private async page(
    desk: Desk,
    pledge: Pledge,
    more: { problems: readonly { field: string; text: string }[]; reason: string; done?: unknown },
  ): Promise<VNode> {
    const { id: organizationId } = desk.organization;
    return pledgePage(desk, {
      pledge,
      name: this.names.ofPledge(pledge),
      paid: await this.queries.paidOf(pledge.id),
      gifts: await this.queries.giftsOnPledge(organizationId, pledge.id),
      project: await this.projects.byId(pledge.projectId),
      trail: await this.trail.ofSubject(organizationId, 'pledge', pledge.id),
      ...more,
    });
  }

  private async form(
    desk: Desk,
    fields: TypedFields,
    problems: readonly { field: string; text: string }[],
  ): Promise<VNode> {
    const projects = await this.projects.ofOrganization([desk.organization.id]);
    return pledgeFormPage(desk, {
      fields,
      problems,
      projects: projects.filter(({ state }) => state === 'published'),
    });
  }
}
