import { Injectable } from '@nestjs/common';
import type { DonationLife } from '../donations/donations.queries.js';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { typesMeaning } from '../settlements/settlements.queries.js';
import { type GiftSteps, stepsOf } from './gift-steps.js';

export type { GiftSteps, StepStanding } from './gift-steps.js';

/** The payout that a gift's payment is in. */
export interface GiftSettlement {
  readonly state: 'pending' | 'in_transit' | 'paid' | 'canceled' | 'failed';
  /** Minor units of the whole payout. */
  readonly amount: bigint;
  readonly currency: string;
  readonly paidOutAt: Date;
  readonly arrivesOn: string | null;
  /** The bank's day on which it arrived. */
  readonly bankedOn: string | null;
}

/** Where a gift's money has come, from the payment to the bank. */
export interface MoneyLife {
  readonly paidAt: Date | null;
  /** Money that came without a provider: in cash, or straight to the bank account. */
  readonly offline: boolean;
  readonly steps: GiftSteps;
  readonly settlement: GiftSettlement | null;
}

interface PayoutRow {
  readonly availableOn: Date | null;
  readonly state: GiftSettlement['state'] | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly paidOutAt: Date | null;
  readonly arrivesOn: string | null;
  readonly bankedOn: string | null;
  readonly bankedAt: Date | null;
}

/** Read model of a gift's way from the payment to the bank. Who may see it is the caller's business. */
@Injectable()
export class GiftLifeQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** @param receiptAt when the standing receipt was issued. */
  async of(life: DonationLife, receiptAt: Date | null): Promise<MoneyLife> {
    const { donation, entry, includedAsOf } = life;
    const offline = entry?.kind === 'offline_gift';
    const [accepted, payout] = await Promise.all([this.acceptedAt(donation.id), this.payoutOf(donation.id)]);
    const paid = life.facts.find(({ kind }) => kind === 'payment_succeeded')?.occurredAt ?? null;
    const paidAt = offline ? (entry?.occurredAt ?? null) : paid;
    const settled = payout && payout.state !== 'failed' && payout.state !== 'canceled' ? payout : null;
    const steps = stepsOf(
      {
        paidAt,
        acceptedAt: offline ? paidAt : accepted,
        bookedAt: includedAsOf,
        receiptAt,
        settledAt: offline ? includedAsOf : (settled?.paidOutAt ?? null),
        availableOn: payout?.availableOn ?? null,
        arrivesAt: settled?.arrivesOn ? new Date(`${settled.arrivesOn}T00:00:00Z`) : null,
        bankedAt: offline ? includedAsOf : (settled?.bankedAt ?? null),
      },
      this.clock.now(),
    );
    return { paidAt, offline, steps, settlement: payout && settlementOf(payout) };
  }

  /** When the provider's word of the payment was safely in the inbox. */
  private async acceptedAt(donationId: string): Promise<Date | null> {
    const [row] = await this.database.rows<{ at: Date }>(
      `SELECT COALESCE(e.received_at, f.recorded_at) AS at
         FROM payment_attempt a JOIN fact f ON f.payment_attempt_id = a.id AND f.kind = 'payment_succeeded'
         LEFT JOIN provider_event e ON e.id = f.provider_event_id
        WHERE a.donation_id = ? ORDER BY f.occurred_at, f.id LIMIT 1`,
      [donationId],
    );
    return row?.at ?? null;
  }

  /** The provider's line of the payment, and the payout and bank line that hold it; the first of them when paid twice. */
  private async payoutOf(donationId: string): Promise<PayoutRow | null> {
    const [row] = await this.database.rows<PayoutRow>(
      `SELECT l.available_on AS availableOn, s.state, s.amount, s.currency, s.paid_out_at AS paidOutAt,
              s.arrives_on AS arrivesOn, m.day AS bankedOn, m.matched_at AS bankedAt
         FROM statement_line l
         LEFT JOIN settlement_line k ON k.provider_account_id = l.provider_account_id AND k.line_key = l.line_key
         LEFT JOIN settlement s ON s.id = k.settlement_id
         LEFT JOIN bank_match_part p ON p.live_subject = CONCAT('settlement:', RTRIM(s.id))
         LEFT JOIN bank_match m ON m.id = p.match_id
        WHERE l.type IN (${typesMeaning('payment')}) AND (l.provider_account_id, l.provider_payment_id) IN (
          SELECT a.provider_account_id, a.provider_payment_id FROM payment_attempt a WHERE a.donation_id = ?
          UNION
          SELECT f.provider_account_id, f.fact_key FROM fact f JOIN payment_attempt a ON a.id = f.payment_attempt_id
           WHERE a.donation_id = ? AND f.kind = 'payment_succeeded')
        ORDER BY l.occurred_at, l.id LIMIT 1`,
      [donationId, donationId],
    );
    return row ?? null;
  }
}

function settlementOf(row: PayoutRow): GiftSettlement | null {
  const { state, amount, currency, paidOutAt, arrivesOn, bankedOn } = row;
  if (state === null || amount === null || currency === null || paidOutAt === null) return null;
  return { state, amount: BigInt(amount), currency, paidOutAt, arrivesOn, bankedOn };
}
