import fc from 'fast-check';

/** A refund of a gift; parts of all refunds and of the dispute never exceed the gift. Amounts in fen. */
export interface RefundPlan {
  readonly amount: number;
  /** Asked for and agreed to here, or made in the provider's dashboard. */
  readonly by: 'staff' | 'provider';
  readonly end: 'succeeded' | 'pending then succeeded' | 'succeeded then failed' | 'failed';
}

export interface DisputePlan {
  readonly amount: number;
  readonly fee: number;
  readonly end: 'open' | 'won' | 'won, fee kept' | 'lost';
}

export interface GiftPlan {
  readonly amount: number;
  readonly arrival:
    | 'paid'
    | 'declined, then paid'
    | 'paid twice'
    | 'another amount'
    | 'expired'
    | 'of nobody';
  readonly refunds: readonly RefundPlan[];
  readonly dispute: DisputePlan | null;
  /** The provider's fee, stated by its statement alone. */
  readonly fee: number;
}

/** One society's story over some days: what donors, staff, banks and the provider did. */
/** A bank transfer that a clerk records and another person agrees to, and what of it is spent again. Amounts in fen. */
export interface OfflinePlan {
  readonly amount: number;
  readonly spent: number;
  readonly returned: boolean;
}

export interface HistoryPlan {
  readonly gifts: readonly GiftPlan[];
  readonly offline: readonly OfflinePlan[];
  readonly payout: 'none' | 'paid' | 'failed';
  /** Seeds the second playing: order, repetitions, delays. */
  readonly seed: number;
}

const amounts = fc.integer({ min: 1_000, max: 1_000_000 });

const gift: fc.Arbitrary<GiftPlan> = fc
  .record({
    amount: amounts,
    arrival: fc.constantFrom<GiftPlan['arrival']>(
      'paid',
      'paid',
      'paid',
      'declined, then paid',
      'paid twice',
      'another amount',
      'expired',
      'of nobody',
    ),
    cuts: fc.array(
      fc.record({
        percent: fc.integer({ min: 1, max: 60 }),
        by: fc.constantFrom<RefundPlan['by']>('staff', 'provider'),
        end: fc.constantFrom<RefundPlan['end']>(
          'succeeded',
          'pending then succeeded',
          'succeeded then failed',
          'failed',
        ),
      }),
      { maxLength: 3 },
    ),
    dispute: fc.option(
      fc.record({
        percent: fc.integer({ min: 10, max: 100 }),
        fee: fc.constantFrom(0, 1_500),
        end: fc.constantFrom<DisputePlan['end']>('open', 'won', 'won, fee kept', 'lost'),
      }),
      { freq: 4 },
    ),
    fee: fc.integer({ min: 0, max: 300 }),
  })
  .map(({ amount, arrival, cuts, dispute, fee }) => {
    let left = amount;
    const part = (percent: number) => {
      const cut = Math.min(left, Math.max(1, Math.floor((amount * percent) / 100)));
      left -= cut;
      return cut;
    };
    const bookable = arrival !== 'expired' && arrival !== 'of nobody' && arrival !== 'another amount';
    const refunds = !bookable
      ? []
      : cuts
          .map(
            ({ percent, by, end }) =>
              ({ amount: part(percent), by: arrival === 'paid twice' ? 'provider' : by, end }) as const,
          )
          .filter((refund) => refund.amount > 0);
    const disputed = bookable && dispute ? part(dispute.percent) : 0;
    return {
      amount,
      arrival,
      refunds,
      fee,
      dispute: dispute && disputed > 0 ? { amount: disputed, fee: dispute.fee, end: dispute.end } : null,
    };
  });

/** Random histories: every kind of money fact, with all that can become of it. */
export const histories: fc.Arbitrary<HistoryPlan> = fc.record({
  gifts: fc.array(gift, { minLength: 1, maxLength: 4 }),
  offline: fc.array(
    fc
      .record({ amount: amounts, percent: fc.integer({ min: 0, max: 100 }), returned: fc.boolean() })
      .map(({ amount, percent, returned }) => ({
        amount,
        spent: Math.floor((amount * percent) / 100),
        returned,
      })),
    { maxLength: 2 },
  ),
  payout: fc.constantFrom<HistoryPlan['payout']>('none', 'paid', 'failed'),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
});
