import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import type { EntryLine } from '../ledger/ledger.queries.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { Database } from '../platform/database/database.js';
import { Donation, type DonationStatus } from './donation.entity.js';
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
}

/** A gift in public lists. */
export interface PublicGift {
  readonly label: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date;
}

/** A gift in the list of an accounting day. */
export interface DayGift {
  readonly donationId: string;
  readonly projectId: string;
  readonly label: string;
  readonly status: DonationStatus;
  readonly kind: 'gift' | 'suspense_gift';
  readonly amount: bigint;
  readonly currency: string;
  readonly occurredAt: Date;
  readonly entryId: string;
  readonly ledgerSeq: bigint | null;
  /** The provider's fee in minor units; null while it is not yet known. */
  readonly fee: bigint | null;
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
    const entry = entries.find(({ kind }) => kind === 'gift') ?? null;
    const number = entry && (await this.ledger.sequenceOf([entry.id])).get(entry.id);
    return {
      donation,
      attempts,
      facts,
      entry,
      entries,
      ledgerSeq: number?.ledgerSeq ?? null,
      includedAsOf: number?.numberedAt ?? null,
    };
  }

  /**
   * The newest booked gifts of a project as the public sees them, in the order of the books. Only numbered ones:
   * a list never shows what the total does not contain yet.
   */
  async latestPublic(projectId: string, limit = 20): Promise<PublicGift[]> {
    const rows = await this.database.rows<Omit<PublicGift, 'amount'> & { amount: string }>(
      `SELECT d.public_label AS label, d.amount, d.currency, e.occurred_at AS at
       FROM donation d
       JOIN entry e ON e.subject_id = d.id AND e.kind = 'gift' AND e.organization_id = d.organization_id
       JOIN ledger_sequence s ON s.entry_id = e.id
       WHERE d.project_id = ? AND d.status = 'succeeded' ORDER BY d.created_at DESC, d.id DESC LIMIT ?`,
      [projectId, limit],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }

  /** Gifts booked on an accounting day in the order of their entries; `after` is the last entry id before the page. */
  async ofDay(
    organizationId: string,
    day: string,
    page: { readonly after?: string; readonly limit?: number } = {},
  ): Promise<DayGift[]> {
    const rows = await this.database.rows<
      Omit<DayGift, 'amount' | 'ledgerSeq' | 'fee'> & {
        amount: string;
        ledgerSeq: string | null;
        fee: string | null;
      }
    >(
      `SELECT d.id AS donationId, d.project_id AS projectId, d.public_label AS label, d.status, e.kind, t.amount,
              t.currency, e.occurred_at AS occurredAt, e.id AS entryId, s.seq AS ledgerSeq,
              (SELECT SUM(ft.amount) FROM entry fe JOIN transfer ft ON ft.entry_id = fe.id
                WHERE fe.subject_id = d.id AND fe.kind = 'provider_fee') AS fee
       FROM entry e
       JOIN transfer t ON t.entry_id = e.id
       JOIN donation d ON d.id = e.subject_id
       LEFT JOIN ledger_sequence s ON s.entry_id = e.id
       WHERE e.organization_id = ? AND e.booked_on = ? AND e.kind IN ('gift', 'suspense_gift') AND e.id > ?
       ORDER BY e.id LIMIT ?`,
      [organizationId, day, page.after ?? '', page.limit ?? 100],
    );
    return rows.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
      ledgerSeq: row.ledgerSeq === null ? null : BigInt(row.ledgerSeq),
      fee: row.fee === null ? null : BigInt(row.fee),
    }));
  }
}
