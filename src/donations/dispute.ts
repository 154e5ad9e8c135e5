import type { DisputeReading, DisputeStatus } from '../providers/event-reading.js';

/** Of two states told at one moment, the one further on is true. */
const ORDER: Readonly<Record<DisputeStatus, number>> = {
  inquiry: 0,
  inquiry_under_review: 1,
  needs_response: 2,
  under_review: 3,
  inquiry_closed: 4,
  prevented: 5,
  lost: 6,
  won: 7,
};

/** How a dispute stands by everything that was told of it: the latest word, whatever came first. */
export function latest(readings: readonly DisputeReading[]): DisputeReading {
  const [first, ...others] = readings;
  if (!first) throw new Error('a dispute of which nothing was told has no state');
  return others.reduce((known, told) => (isLater(told, known) ? told : known), first);
}

function isLater(one: DisputeReading, other: DisputeReading): boolean {
  const difference = one.statedAt.getTime() - other.statedAt.getTime();
  return difference === 0 ? ORDER[one.status] > ORDER[other.status] : difference > 0;
}
