import { Controller, Get } from '@nestjs/common';
import type { VNode } from 'preact';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { startPage } from './start.page.js';

/** Where a partner arrives after login. */
@Controller('partner')
export class PartnerStartController {
  @PartnerPerson('resting')
  @Get()
  show(@AtPartner() desk: PartnerDesk): VNode {
    return startPage(desk);
  }
}
