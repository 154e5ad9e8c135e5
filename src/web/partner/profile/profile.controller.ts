import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { PartnersQueries } from '../../../partners/partners.queries.js';
import { Partners } from '../../../partners/partners.service.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import type { TypedFields } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { profilePage } from './profile.page.js';
import { typedProfile } from './profile-fields.js';

/** What the partner says about itself. */
@Controller('partner/profile')
export class PartnerProfileController {
  constructor(
    private readonly partners: Partners,
    private readonly queries: PartnersQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson('resting')
  @Get()
  async show(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    const given = await this.queries.byId(desk.partnerId);
    if (!given) throw new Refusal('not_found', 'not_found');
    return profilePage(desk, { given, problems: [], done });
  }

  @PartnerPerson('resting', 'owner')
  @Post()
  async save(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const given = typedProfile(fields);
    try {
      await this.partners.edit(desk.person, desk.partnerId, given);
    } catch (error) {
      return profilePage(desk, { given, problems: this.refusals.fields(error, desk, reply) });
    }
    void reply.redirect('/partner/profile?done=saved', 303);
    return undefined;
  }
}
