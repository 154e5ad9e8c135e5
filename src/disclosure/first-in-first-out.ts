import { partsOf } from './gift-order.js';

/**
 * First in, first out: which money of a fund a disbursement has used. It is an accounting order by ledger number and
 * said to be one; nothing of it is stored. Before the order is made, every thing is taken with all its entries together:
 * what went back to a giver leaves with that gift, and what the bank sent back was not spent. So the same ledger number
 * always gives the same answer, and the order is two rulers laid side by side: what came in, and what went out.
 */
export interface FundPart {
  /** What it is: a gift, a disbursement, a transfer. */
  readonly type: string;
  readonly id: string;
  /** Ledger number of its first entry in the fund. */
  readonly seq: bigint;
  /** All its entries in the fund together, minor units: above zero came in, below zero went out. */
  readonly net: bigint;
}

/** A piece of a ruler: minor units from the fund's beginning, `to` not included. */
export interface Span {
  readonly from: bigint;
  readonly to: bigint;
}

/** A part with its place on the ruler of its direction. */
export interface PlacedPart extends FundPart, Span {}

/** How much of a part another one has. */
export interface SharedPart {
  readonly type: string;
  readonly id: string;
  readonly seq: bigint;
  /** Minor units, more than zero. */
  readonly amount: bigint;
}

/** Both rulers of a fund. */
export interface FundOrder {
  readonly incoming: readonly PlacedPart[];
  readonly outgoing: readonly PlacedPart[];
}

/** Lays the parts of a fund on its two rulers, each in the order of ledger numbers. What comes to zero is on neither. */
export function firstInFirstOut(parts: readonly FundPart[]): FundOrder {
  const ordered = [...parts].sort((a, b) => (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0));
  return {
    incoming: ruler(ordered.filter(({ net }) => net > 0n)),
    outgoing: ruler(ordered.filter(({ net }) => net < 0n)),
  };
}

/**
 * What of `span` the parts of the other ruler have: for a gift the disbursements that used it, for a disbursement the
 * gifts that it used. Whatever no part covers is not spent yet, or went out of a fund that had nothing.
 */
export function sharedWith(span: Span, others: readonly PlacedPart[]): SharedPart[] {
  const outflows = others.map((key) => ({ key, amount: key.to - key.from }));
  return partsOf(span, outflows, others[0]?.from).map(({ key: { type, id, seq }, amount }) => ({
    ...{ type, id, seq },
    amount,
  }));
}

/** The oldest part of which something is unspent when `spent` has gone out in all; null when nothing is left. */
export function oldestUnspent<T extends Span>(incoming: readonly T[], spent: bigint): T | null {
  return incoming.find(({ to }) => to > spent) ?? null;
}

function ruler(parts: readonly FundPart[]): PlacedPart[] {
  let end = 0n;
  return parts.map((part) => {
    const from = end;
    end += part.net < 0n ? -part.net : part.net;
    return { ...part, from, to: end };
  });
}
