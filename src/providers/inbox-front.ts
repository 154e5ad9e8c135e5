/** Where in the order of the inbox a row stands. */
export interface Place {
  readonly nextAt: Date;
  readonly id: string;
}

/** A row that came to stand before the front is found within this time, however many come behind it. */
export const WHOLE_LOOK_EVERY_MS = 1_000;

/**
 * Where fresh rows begin, as far as this process knows. Rows that were worked off leave their traces in the index until
 * the server clears them away, and a look from the beginning walks over all of them: at some thousand rows a second
 * that was a third of what a gift cost the database. So a look begins behind the last row that was taken. What can
 * stand before it all the same (written earlier and committed later, left by a worker that died) is found by a look at
 * the whole once a second, and at once when there is nothing behind.
 */
export class InboxFront {
  private place: Place | null = null;
  private wholeAt = Number.NEGATIVE_INFINITY;

  /** Where to begin now, in milliseconds of a clock that never runs backwards; null: at the beginning. */
  from(now: number): Place | null {
    if (this.place && now - this.wholeAt < WHOLE_LOOK_EVERY_MS) return this.place;
    this.wholeAt = now;
    return null;
  }

  /** The last row that a look from `from` found; null when it found none. */
  found(from: Place | null, last: Place | null): void {
    // Of looks at the same time the one that got further may be answered first. After a look at the whole the next ones
    // go on from what it found: there may be more.
    if (!from || !this.place || !last || isBehind(last, this.place)) this.place = last;
  }
}

function isBehind(one: Place, other: Place): boolean {
  const later = one.nextAt.getTime() - other.nextAt.getTime();
  return later > 0 || (later === 0 && BigInt(one.id) > BigInt(other.id));
}
