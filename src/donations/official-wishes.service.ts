import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { DonorDetails } from './donor-details.service.js';
import type { PayerWish } from './gift-wishes.js';
import { OfficialWish } from './official-wish.entity.js';

/** A wish that waits, opened. */
export interface WaitingWish extends PayerWish {
  readonly donationId: string;
}

/** A gift that has not been paid after so long is not coming; what its donor typed is kept no longer. */
const KEPT_DAYS = 30;
const PURGE_AT_ONCE = 500;
const DAY_MS = 86_400_000;

/** Official receipts that donors asked for with their gifts; the receipts room carries them out. */
@Injectable()
export class OfficialWishes {
  constructor(
    private readonly database: Database,
    private readonly details: DonorDetails,
    private readonly clock: Clock,
  ) {}

  /** Keeps a wish with its gift, in the database transaction that writes the gift. */
  async add(tx: Tx, donationId: string, organizationId: string, payer: PayerWish, at: Date): Promise<void> {
    await tx.insert(OfficialWish, {
      donationId,
      organizationId,
      kind: payer.kind,
      nameEncrypted: this.details.sealText(nameRow(donationId), payer.name),
      payerNoEncrypted:
        payer.number === '' ? null : this.details.sealText(numberRow(donationId), payer.number),
      createdAt: at,
    });
  }

  /** Those of these gifts that wait, locked. */
  async take(tx: Tx, donationIds: readonly string[]): Promise<WaitingWish[]> {
    if (donationIds.length === 0) return [];
    const wishes = await tx.find(OfficialWish, {
      where: { donationId: In([...donationIds]) },
      order: { donationId: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    return wishes.map((wish) => this.open(wish));
  }

  /** The wish of one gift for its own page; null when none waits. */
  async ofDonation(donationId: string): Promise<WaitingWish | null> {
    const wish = await this.database.read.findOneBy(OfficialWish, { donationId });
    return wish && this.open(wish);
  }

  /** Removes wishes that were carried out, or that came to nothing. */
  async remove(tx: Tx, donationIds: readonly string[]): Promise<void> {
    if (donationIds.length > 0) await tx.delete(OfficialWish, { donationId: In([...donationIds]) });
  }

  /** Forgets wishes whose gifts were not paid for weeks. @returns how many. */
  async purge(): Promise<number> {
    const before = new Date(this.clock.now().getTime() - KEPT_DAYS * DAY_MS);
    return this.database.inTransaction(async (tx) => {
      const result: { affectedRows: number } = await tx.query(
        `DELETE FROM official_wish WHERE created_at < ? AND NOT EXISTS (
           SELECT 1 FROM donation d WHERE d.id = official_wish.donation_id AND d.status = 'succeeded')
         ORDER BY created_at LIMIT ?`,
        [before, PURGE_AT_ONCE],
      );
      return result.affectedRows;
    });
  }

  private open({ donationId, kind, nameEncrypted, payerNoEncrypted }: OfficialWish): WaitingWish {
    return {
      donationId,
      kind,
      name: this.details.openText(nameRow(donationId), nameEncrypted),
      number: payerNoEncrypted ? this.details.openText(numberRow(donationId), payerNoEncrypted) : '',
    };
  }
}

const nameRow = (donationId: string) => `official_wish:${donationId}:name`;
const numberRow = (donationId: string) => `official_wish:${donationId}:number`;
