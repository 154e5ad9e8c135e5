import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { TestGift } from './test-gift.entity.js';

/** What a channel's test gifts did to one project on one day. Amounts in minor units. */
export interface TestGiftDay {
  readonly organizationId: string;
  readonly currency: string;
  readonly projectId: string;
  readonly day: string;
  readonly gross: bigint;
  readonly refunded: bigint;
  readonly gifts: number;
  /** Last number of the partner's test figures among them, and when it was given. */
  readonly seq: bigint;
  readonly at: Date;
}

interface Row {
  organization_id: string;
  currency: string;
  project_id: string;
  day: string;
  gross: string;
  refunded: string;
  gifts: string;
  seq: string;
  at: Date;
}

const SUBJECT = 'organization_id, currency, project_id, partner_id, channel_id';

/** Read models of the test mode. */
@Injectable()
export class TestGiftsQueries {
  constructor(private readonly database: Database) {}

  /** A partner's newest test gifts. */
  recent(partnerId: string, limit: number): Promise<TestGift[]> {
    return this.database.read.find(TestGift, { where: { partnerId }, order: { seq: 'DESC' }, take: limit });
  }

  /** A test gift of anybody, for whoever tells of it; null when it was cleared away. */
  byId(id: string): Promise<TestGift | null> {
    return this.database.read.findOneBy(TestGift, { id });
  }

  /** What a partner's channel got in test mode from one day to another, by society, currency, day and project. */
  async days(
    partnerId: string,
    channelId: string,
    { from, to }: { readonly from: string; readonly to: string },
  ): Promise<TestGiftDay[]> {
    const rows = await this.database.rows<Row>(
      `SELECT organization_id, currency, project_id, day, SUM(gross) AS gross, SUM(refunded) AS refunded,
              SUM(gifts) AS gifts, MAX(seq) AS seq, MAX(at) AS at
         FROM (SELECT ${SUBJECT}, given_on AS day, amount AS gross, 0 AS refunded, 1 AS gifts, seq, given_at AS at
                 FROM test_gift
                UNION ALL
               SELECT ${SUBJECT}, refunded_on, 0, amount, 0, refund_seq, refunded_at
                 FROM test_gift WHERE refund_seq IS NOT NULL) t
        WHERE partner_id = ? AND channel_id = ? AND day BETWEEN ? AND ?
        GROUP BY organization_id, currency, project_id, day
        ORDER BY organization_id, currency, day, project_id`,
      [partnerId, channelId, from, to],
    );
    return rows.map((row) => ({
      organizationId: row.organization_id,
      currency: row.currency,
      projectId: row.project_id,
      day: row.day,
      gross: BigInt(row.gross),
      refunded: BigInt(row.refunded),
      gifts: Number(row.gifts),
      seq: BigInt(row.seq),
      at: row.at,
    }));
  }
}
