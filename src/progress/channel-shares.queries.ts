import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { ChannelSums } from './channel-figures.js';
import { UNCHANNELLED } from './channel-figures.statements.js';
import { DEDUCTING } from './effects.statements.js';

/**
 * How what a society was given divides among channels and direct gifts: together they are the ledger. For the
 * society's own eyes; partners read `ChannelFigures`.
 */
@Injectable()
export class ChannelShares {
  constructor(private readonly database: Database) {}

  /** What came to a society without a channel, from one accounting day to another, one for each currency. */
  async direct(organizationId: string, from: string, to: string): Promise<Omit<ChannelSums, 'gifts'>[]> {
    const rows = await this.database.rows<Record<'currency' | 'net' | 'refunded', string>>(
      `SELECT currency, SUM(movement) AS net,
              SUM(CASE WHEN kind IN (${DEDUCTING}) THEN -movement ELSE 0 END) AS refunded
         FROM (${UNCHANNELLED}) m GROUP BY currency ORDER BY currency`,
      [organizationId, from, to],
    );
    return rows.map(({ currency, net, refunded }) => ({
      currency,
      gross: BigInt(net) + BigInt(refunded),
      refunded: BigInt(refunded),
      net: BigInt(net),
    }));
  }

  /** What each channel brought to a society, for the society itself: nothing is joined, but no gift is named. */
  async ofOrganization(
    organizationId: string,
    from: string,
    to: string,
  ): Promise<(ChannelSums & { readonly channelId: string })[]> {
    const rows = await this.database.rows<
      Record<'channel_id' | 'currency' | 'gross' | 'refunded' | 'gifts', string>
    >(
      `SELECT channel_id, currency, SUM(gift) AS gross, SUM(refunded) AS refunded, SUM(gifts) AS gifts
         FROM channel_entry WHERE organization_id = ? AND booked_on BETWEEN ? AND ?
        GROUP BY channel_id, currency ORDER BY currency, SUM(gift) - SUM(refunded) DESC, channel_id`,
      [organizationId, from, to],
    );
    return rows.map(({ channel_id, currency, ...row }) => {
      const [gross, refunded] = [BigInt(row.gross), BigInt(row.refunded)];
      const gifts = Number(row.gifts);
      return { channelId: channel_id, currency, gross, refunded, net: gross - refunded, gifts };
    });
  }
}
