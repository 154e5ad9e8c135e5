import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { EntryLine } from '../ledger/ledger.queries.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { Database } from '../platform/database/database.js';
import { Donation } from './donation.entity.js';
import { PAID_GIFTS } from './donation.entries.js';
import { Fact } from './fact.entity.js';
import { PaymentAttempt } from './payment-attempt.entity.js';

/** A gift from its promise to its place in the books. */
export interface DonationLife {
  readonly donation: Donation;
  readonly attempts: readonly PaymentAttempt[];
  readonly facts: readonly Fact[];
  /** The entry that made it income; null while it is not booked, or when its money lies in suspense. */
  readonly entry: EntryLine | null;
  /** Every entry about it, oldest first: gift, fee, suspense. */
  readonly entries: readonly EntryLine[];
  /** The gift's number in the books, null for the second until it is numbered. */
  readonly ledgerSeq: bigint | null;
  /** From this moment on public totals contain the gift: the moment its entry was numbered. */
  readonly includedAsOf: Date | null;
  /** Minor units that have been taken out of the donation's income again by refunds and lost disputes. */
  readonly givenBack: bigint;
}

/** Read models of gifts. */
@Injectable()
export class DonationsQueries {
  constructor(
    private readonly database: Database,
    private readonly ledger: LedgerQueries,
  ) {}

  byId(id: string): Promise<Donation | null> {
    return this.database.read.findOneBy(Donation, { id });
  }

  /** The whole life of one gift, or null. Who may see it is the caller's business (the donation's key). */
  async lifeOf(donationId: string): Promise<DonationLife | null> {
    const donation = await this.byId(donationId);
    if (!donation) return null;
    const attempts = await this.database.read.find(PaymentAttempt, {
      where: { donationId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    const facts = await this.database.read.find(Fact, {
      where: { paymentAttemptId: In(attempts.map(({ id }) => id)) },
      order: { occurredAt: 'ASC', id: 'ASC' },
    });
    const entries = await this.ledger.entriesOfSubject(donation.organizationId, 'donation', donationId);
    const entry = entries.find(({ kind }) => kind === 'offline_gift' || PAID_GIFTS.includes(kind)) ?? null;
    const number = entry && (await this.ledger.sequenceOf([entry.id])).get(entry.id);
    return {
      donation,
      attempts,
      facts,
      entry,
      entries,
      ledgerSeq: number?.ledgerSeq ?? null,
      includedAsOf: number?.numberedAt ?? null,
      givenBack: await this.givenBack(donation),
    };
  }

  /** By the ledger: from the moment a refund is approved on, and no longer when it is undone. */
  private async givenBack({ id, organizationId }: Donation): Promise<bigint> {
    const [sum] = await this.database.rows<{ given: string | null }>(
      `SELECT SUM(IF(d.kind IN ('income', 'net_asset'), t.amount, 0)) - SUM(IF(c.kind IN ('income', 'net_asset'), t.amount, 0)) AS given
       FROM entry e JOIN transfer t ON t.entry_id = e.id
       JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
       WHERE e.subject_id = ? AND e.subject_type = 'donation' AND e.organization_id = ?
         AND e.kind IN ('refund_approved', 'refund_undone', 'refund_by_provider', 'dispute_lost')`,
      [id, organizationId],
    );
    return BigInt(sum?.given ?? 0);
  }
}
