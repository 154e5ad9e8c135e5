import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Config } from '../../../platform/config/config.js';
import { ACTS, type AskedRights, Rights } from '../../../staff/rights.service.js';
import type { StaffSummary } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { additionPage, linkPage, type TypedAddition } from './addition.page.js';
import { DeskPeople } from './desk-people.js';
import type { TypedRights } from './rights.view.js';
import { AdditionForm, LoginForm, RolesForm, rolesOf, ShutOutForm } from './rights-form.js';

const EMPTY: TypedAddition = { loginName: '', displayName: '', roles: [], reason: '' };

/** What administrators ask for about the rights of people, and how they shut somebody out at once. */
@Staff('administrator')
@Controller('console/:organization/people')
export class RightsController {
  constructor(
    private readonly config: Config,
    private readonly rights: Rights,
    private readonly people: DeskPeople,
    private readonly refusals: FormRefusals,
  ) {}

  @Get('additions')
  form(@AtConsole() desk: Desk): VNode {
    return additionPage(desk, { typed: EMPTY, problems: [] });
  }

  @Post('additions')
  async add(
    @AtConsole() desk: Desk,
    @Body() form: AdditionForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const typed = {
      ...{ loginName: form.login_name ?? '', displayName: form.display_name ?? '' },
      ...{ roles: rolesOf(form), reason: form.reason ?? '' },
    };
    try {
      const asked = await this.rights.request(this.actor(desk), { act: 'add', staffId: null, ...typed });
      return this.shown(desk, typed.displayName.trim(), asked);
    } catch (error) {
      return additionPage(desk, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  @Post(':person/roles')
  async changeRoles(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Body() form: RolesForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const person = await this.people.find(desk, key);
    const typed = { roles: rolesOf(form), reason: form.reason };
    const asked = {
      act: 'roles',
      staffId: person.id,
      roles: typed.roles,
      reason: form.reason ?? '',
    } as const;
    return this.ask(desk, reply, person, asked, { typed, reasonField: 'reason' });
  }

  @Post(':person/login')
  async login(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Body() form: LoginForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const person = await this.people.find(desk, key);
    const act = ACTS.find((known) => known === form.act && known !== 'add' && known !== 'roles');
    const typed = { act: form.act, login_reason: form.login_reason };
    if (!act) {
      void reply.code(422);
      return this.people.page(desk, person, { typed, problems: this.people.unknownAct(desk) });
    }
    const asked = { act, staffId: person.id, reason: form.login_reason ?? '' };
    return this.ask(desk, reply, person, asked, { typed, reasonField: 'login_reason' });
  }

  @Post(':person/shut-out')
  async shutOut(
    @AtConsole() desk: Desk,
    @Param('person') key: string,
    @Body() form: ShutOutForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const person = await this.people.find(desk, key);
    try {
      const outcome = await this.rights.shutOut(this.actor(desk), person.id, form.shut_reason ?? '');
      const where = outcome === 'shut_out' ? `/people/${key}?done=shutOut` : '/people?done=rolesTaken';
      void reply.redirect(at(desk, where), 303);
      return undefined;
    } catch (error) {
      const problems = this.problems(error, desk, reply, 'shut_reason');
      return this.people.page(desk, person, { typed: form, problems });
    }
  }

  private async ask(
    desk: Desk,
    reply: FastifyReply,
    person: StaffSummary,
    asked: AskedRights,
    form: { readonly typed: TypedRights; readonly reasonField: string },
  ): Promise<VNode | undefined> {
    try {
      const result = await this.rights.request(this.actor(desk), asked);
      if (result.token !== null) return this.shown(desk, person.displayName, result);
      void reply.redirect(`${this.people.path(desk, person)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problems = this.problems(error, desk, reply, form.reasonField);
      return this.people.page(desk, person, { typed: form.typed, problems });
    }
  }

  /** Several forms of the page ask for a reason, each in a field of its own. */
  private problems(error: unknown, desk: Desk, reply: FastifyReply, reasonField: string) {
    return this.refusals
      .fields(error, desk, reply)
      .map(({ field, text }) => ({ field: field === 'reason' ? reasonField : field, text }));
  }

  private shown(desk: Desk, name: string, asked: { approvalId: string; token: string | null }): VNode {
    const url = `${this.config.PUBLIC_URL}/console/login/link?token=${asked.token ?? ''}`;
    return linkPage(desk, { name, url, approvalId: asked.approvalId });
  }

  private actor(desk: Desk) {
    return { staffId: desk.staff.staffId, organizationId: desk.organization.id };
  }
}
