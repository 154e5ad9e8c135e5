import { Controller, Get, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { ChannelsQueries } from '../../../partners/channels.queries.js';
import { PartnersQueries } from '../../../partners/partners.queries.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { DeskAgreements } from '../agreements/desk-agreements.js';
import { nextSteps } from './next-steps.js';
import { startPage } from './start.page.js';

/** Where a partner arrives after login. */
@Controller('partner')
export class PartnerStartController {
  constructor(
    private readonly agreements: DeskAgreements,
    private readonly channels: ChannelsQueries,
    private readonly partners: PartnersQueries,
  ) {}

  @PartnerPerson('resting')
  @Get()
  async show(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    const [agreements, channels, partner] = await Promise.all([
      this.agreements.ofPartner(desk.partnerId),
      this.channels.ofPartner(desk.partnerId),
      this.partners.byId(desk.partnerId),
    ]);
    const open = channels.filter(({ state }) => state === 'active').length;
    return startPage(desk, {
      agreements,
      steps: nextSteps(desk.standing, agreements, open),
      suspendedReason: partner?.suspendedReason ?? null,
      done,
    });
  }
}
