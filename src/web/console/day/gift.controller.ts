import { Controller, Get, Param } from '@nestjs/common';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { giftPage } from './gift.page.js';
import { GiftQueries } from './gift.queries.js';

/** One gift's way through the books. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/gifts')
export class GiftController {
  constructor(private readonly gifts: GiftQueries) {}

  @Get(':donation')
  async show(@AtConsole() desk: Desk, @Param('donation') prefixed: string): Promise<VNode> {
    const { id } = desk.organization;
    const donationId = withoutPrefix('don', prefixed);
    const gift = donationId === null ? null : await this.gifts.summary(id, donationId);
    if (!gift) throw new Refusal('not_found', 'not_found');
    const [legs, facts] = [
      await this.gifts.legs(id, gift.donationId),
      await this.gifts.facts(id, gift.donationId),
    ];
    return giftPage(desk, { gift, legs, facts });
  }
}
