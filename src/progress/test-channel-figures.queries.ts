import { Injectable } from '@nestjs/common';
import { TestGiftsQueries } from '../partners/test-gifts.queries.js';
import { channelAnswer, type FiguresRange, wholeMonths } from './channel-answer.js';
import type { ChannelFiguresAnswer } from './channel-figures.js';

/**
 * Figures of a partner's test mode, made as real ones are and read from its test gifts alone. Nothing of them is ever
 * final, and their `ledgerSeq` is the partner's own count of changes.
 */
@Injectable()
export class TestChannelFigures {
  constructor(private readonly gifts: TestGiftsQueries) {}

  /** What a partner's channel got in test mode; nothing for another partner's channel. */
  async ofChannel(partnerId: string, channelId: string, range: FiguresRange): Promise<ChannelFiguresAnswer> {
    const { from, to, organizationIds } = range;
    if (from > to) return { channelId, from, to, totals: [], groups: [], societies: [] };
    const days = await this.gifts.days(partnerId, channelId, wholeMonths(range));
    const wanted = days.filter((day) => organizationIds?.includes(day.organizationId) ?? true);
    return channelAnswer(channelId, range, wanted, () => () => false);
  }
}
