import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { OrganizationProfiles } from '../../../organizations/organization-profiles.service.js';
import { profileOf } from '../../../organizations/organizations.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type SocietyForm, societyForm, societyPage, typedProfile } from './society.page.js';

/** What the organization says of itself on its public page: people, permit, contact and the line for complaints. */
@Controller('console/:organization/society')
export class SocietyController {
  constructor(
    private readonly profiles: OrganizationProfiles,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('editor', 'supervisor', 'administrator')
  @Get()
  show(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, societyForm(profileOf(desk.organization)), [], done);
  }

  @Staff('administrator')
  @Post()
  async edit(
    @AtConsole() desk: Desk,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
    const profile = typedProfile(body);
    try {
      await this.profiles.edit(actor, profile);
      void reply.redirect(`${at(desk, '/society')}?done=edited`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, societyForm(profile), this.refusals.fields(error, desk, reply));
    }
  }

  private async page(
    desk: Desk,
    form: SocietyForm,
    problems: readonly { readonly field: string; readonly text: string }[],
    done?: string,
  ): Promise<VNode> {
    const { id } = desk.organization;
    return societyPage(desk, {
      form,
      problems,
      done,
      trail: await this.trail.ofSubject(id, 'organization', id),
    });
  }
}
