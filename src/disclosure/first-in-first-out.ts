/**
 * Which spending a gift's money went into: first in, first out. That is an order of accounting, not a mark on the
 * money, and pages say so. Everything that came into a fund lies on a line, one behind the other by ledger number, each
 * with what is left of it today (a refunded gift takes no room); everything that went out lies on the same line by its
 * own number. Where the two overlap, that money is said to have been spent there. Nothing is stored per gift.
 */
export interface Outflow<Key> {
  readonly key: Key;
  /** Minor units, more than zero. What came back whole is not among them. */
  readonly amount: bigint;
}

/** A stretch of the line, minor units: from and including `from`, up to and without `to`. */
export interface Stretch {
  readonly from: bigint;
  readonly to: bigint;
}

/** The part of an outflow that a stretch paid. */
export interface Part<Key> {
  readonly key: Key;
  readonly amount: bigint;
  /** Where it begins inside the outflow. */
  readonly offset: bigint;
}

/** The parts of these outflows, in their order, that the stretch paid; `before` = what went out before the first. */
export function partsOf<Key>(
  { from, to }: Stretch,
  outflows: readonly Outflow<Key>[],
  before = 0n,
): Part<Key>[] {
  const parts: Part<Key>[] = [];
  let start = before;
  for (const { key, amount } of outflows) {
    const end = start + amount;
    const first = start > from ? start : from;
    const last = end < to ? end : to;
    if (first < last) parts.push({ key, amount: last - first, offset: first - start });
    if (end >= to) break;
    start = end;
  }
  return parts;
}

/** How much of a stretch is spent when so much has gone out in all. */
export function spentOf({ from, to }: Stretch, outAll: bigint): bigint {
  if (outAll <= from) return 0n;
  return outAll < to ? outAll - from : to - from;
}
