import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { RefundsQueries } from '../../../donations/refunds.queries.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { type Desk, mayAct } from '../access/visit.js';
import type { GiftRefundsProps } from '../refunds/gift-refunds.view.js';
import { giftPage } from './gift.page.js';
import { GiftQueries, type GiftSummary } from './gift.queries.js';

/** A gift's page at a desk, put together from its parts: shown as it is, or with a form that was refused. */
@Injectable()
export class DeskGifts {
  constructor(
    private readonly gifts: GiftQueries,
    private readonly refunds: RefundsQueries,
  ) {}

  /** @throws Refusal not_found for no gift and for another organization's alike. */
  async find(desk: Desk, key: string): Promise<GiftSummary> {
    const id = withoutPrefix('don', key);
    const gift = id === null ? null : await this.gifts.summary(desk.organization.id, id);
    if (!gift) throw new Refusal('not_found', 'not_found');
    return gift;
  }

  async page(
    desk: Desk,
    gift: GiftSummary,
    form: Pick<GiftRefundsProps, 'typed' | 'problems'> = { typed: null, problems: [] },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const { donationId, currency } = gift;
    return giftPage(desk, {
      gift,
      legs: await this.gifts.legs(id, donationId),
      facts: await this.gifts.facts(id, donationId),
      refunds: {
        ...{ donationId, currency },
        refunds: await this.refunds.ofDonation(id, donationId),
        byHand: await this.refunds.isByHand(id, donationId),
        most: mayAct(desk, 'clerk') ? await this.refunds.mostOf(id, donationId) : null,
        ...form,
      },
    });
  }
}
