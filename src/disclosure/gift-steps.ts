/** One step of a gift's life: done at a moment, expected by one, late since one, or not begun. */
export type StepStanding =
  | { readonly state: 'done'; readonly at: Date }
  | { readonly state: 'waiting'; readonly expectedBy: Date }
  | { readonly state: 'late'; readonly since: Date }
  /** The step before it has not happened, or nobody promises a time. */
  | { readonly state: 'open' };

/** What is known of the steps' moments; null = has not happened. */
export interface KnownMoments {
  readonly paidAt: Date | null;
  readonly acceptedAt: Date | null;
  readonly bookedAt: Date | null;
  readonly receiptAt: Date | null;
  readonly settledAt: Date | null;
  /** When the provider says that the money can be paid out. */
  readonly availableOn: Date | null;
  /** When the provider says that its payout arrives. */
  readonly arrivesAt: Date | null;
  readonly bankedAt: Date | null;
}

export interface GiftSteps {
  readonly accepted: StepStanding;
  readonly booked: StepStanding;
  readonly receipt: StepStanding;
  readonly settlement: StepStanding;
  readonly bank: StepStanding;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Providers repeat their events; one that stays away is fetched after a quarter of an hour. */
const ACCEPTED_WITHIN_MS = 15 * MINUTE_MS;
const BOOKED_WITHIN_MS = 15 * MINUTE_MS;
const RECEIPT_WITHIN_MS = HOUR_MS;
/** While the provider has named no day, a payment is usually available within a week. */
const AVAILABLE_WITHIN_MS = 7 * DAY_MS;
/** Payouts leave on working days; three days bridge a weekend. */
const SETTLED_WITHIN_MS = 3 * DAY_MS;
/** A bank statement is brought in by a person on the next working day. */
const BANKED_WITHIN_MS = 4 * DAY_MS;

/** How far each step is at a moment. A step is expected from what happened last before it. */
export function stepsOf(known: KnownMoments, now: Date): GiftSteps {
  const { paidAt, acceptedAt, bookedAt } = known;
  const available = known.availableOn ?? later(paidAt, AVAILABLE_WITHIN_MS);
  return {
    accepted: standing(acceptedAt, later(paidAt, ACCEPTED_WITHIN_MS), now),
    booked: standing(bookedAt, later(acceptedAt, BOOKED_WITHIN_MS), now),
    receipt: standing(known.receiptAt, later(bookedAt, RECEIPT_WITHIN_MS), now),
    settlement: standing(known.settledAt, bookedAt && later(available, SETTLED_WITHIN_MS), now),
    bank: standing(known.bankedAt, later(known.arrivesAt ?? known.settledAt, BANKED_WITHIN_MS), now),
  };
}

function later(moment: Date | null, millis: number): Date | null {
  return moment && new Date(moment.getTime() + millis);
}

function standing(at: Date | null, due: Date | null, now: Date): StepStanding {
  if (at) return { state: 'done', at };
  if (!due) return { state: 'open' };
  return due < now ? { state: 'late', since: due } : { state: 'waiting', expectedBy: due };
}
