import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { AMOUNT_MAX } from '../kernel/money.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { Channel } from './channel.entity.js';
import { partnerInvalid, partnerNotFound, partnerStateChanged } from './partners.errors.js';
import { PARTNER_TEST_GIFT } from './partners.outbox.js';
import { TestGift } from './test-gift.entity.js';

/** More would only slow the partner's own pages down. */
export const TEST_GIFTS_MAX = 500;

/** What a test gift is made of; the amount in minor units of the project's currency. */
export interface NewTestGift {
  readonly channelId: string;
  readonly projectId: string;
  readonly amount: bigint;
}

/** A partner's test mode: gifts that are no money, to try out figures and events. They touch nothing real. */
@Injectable()
export class TestGifts {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly outbox: Outbox,
    private readonly organizations: OrganizationsQueries,
  ) {}

  /**
   * Gives a test gift through one of the partner's own channels to a public project.
   * @throws Refusal not_found for anybody else's channel or a project that is not public · invalid `too_many_test_gifts`,
   *   `too_large`.
   */
  async give(partnerId: string, { channelId, projectId, amount }: NewTestGift): Promise<string> {
    const id = newId();
    if (amount <= 0n || amount > AMOUNT_MAX)
      throw partnerInvalid([{ field: 'amount', code: amount <= 0n ? 'amount_zero' : 'too_large' }]);
    return this.database.inTransaction(async (tx) => {
      const seq = await nextNumber(tx, partnerId);
      if (!(await tx.findOneBy(Channel, { id: channelId, partnerId }))) throw partnerNotFound();
      const [project]: { organization_id: string; currency: string }[] = await tx.query(
        "SELECT organization_id, currency FROM project WHERE id = ? AND state IN ('published', 'closed')",
        [projectId],
      );
      if (!project) throw partnerNotFound();
      if ((await tx.countBy(TestGift, { partnerId })) >= TEST_GIFTS_MAX)
        throw partnerInvalid([
          { field: 'amount', code: 'too_many_test_gifts', params: { max: String(TEST_GIFTS_MAX) } },
        ]);
      const now = this.clock.now();
      const { organization_id: organizationId, currency } = project;
      const givenOn = await this.dayAt(tx, organizationId, now);
      const gift = { id, partnerId, channelId, projectId, organizationId, amount, currency, seq };
      await tx.insert(TestGift, {
        ...gift,
        ...{ givenOn, givenAt: now, refundSeq: null, refundedOn: null, refundedAt: null },
      });
      await this.announce(tx, id, seq);
      return id;
    });
  }

  /** Gives a test gift back, whole. @throws Refusal not_found · conflict `partner_state_changed` when it went back before. */
  async refund(partnerId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const refundSeq = await nextNumber(tx, partnerId);
      const gift = await tx.findOneBy(TestGift, { id, partnerId });
      if (!gift) throw partnerNotFound();
      if (gift.refundedAt) throw partnerStateChanged();
      const refundedAt = this.clock.now();
      const refundedOn = await this.dayAt(tx, gift.organizationId, refundedAt);
      await tx.update(TestGift, { id, partnerId }, { refundSeq, refundedOn, refundedAt });
      await this.announce(tx, id, refundSeq);
    });
  }

  /** Clears all test gifts of a partner away. Events that told of them stay. */
  async clear(partnerId: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      await nextNumber(tx, partnerId);
      await tx.delete(TestGift, { partnerId });
    });
  }

  private async dayAt(tx: Tx, organizationId: string, instant: Date): Promise<string> {
    return dayIn(instant, await this.organizations.timeZoneOf(organizationId, tx));
  }

  private announce(tx: Tx, ref: string, seq: bigint): Promise<void> {
    const dedupeKey = `${PARTNER_TEST_GIFT}:${ref}:${seq}`;
    return this.outbox.announce(tx, [{ kind: PARTNER_TEST_GIFT, organizationId: null, ref, dedupeKey }]);
  }
}

/** The next number of the partner's test figures; its row stays locked, so that changes come one after the other. */
async function nextNumber(tx: Tx, partnerId: string): Promise<bigint> {
  await tx.query(
    `INSERT INTO test_gift_number (partner_id, last_seq) VALUES (?, 1)
     ON DUPLICATE KEY UPDATE last_seq = test_gift_number.last_seq + 1`,
    [partnerId],
  );
  const [row]: { last_seq: string }[] = await tx.query(
    'SELECT last_seq FROM test_gift_number WHERE partner_id = ?',
    [partnerId],
  );
  return BigInt(row?.last_seq ?? 0);
}
