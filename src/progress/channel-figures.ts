import type { ChannelCell } from './channel-cells.js';

/** Sums of gifts that came through channels. Amounts in minor units; `net` is `gross` less `refunded`. */
export interface ChannelSums {
  readonly currency: string;
  readonly gross: bigint;
  readonly refunded: bigint;
  readonly net: bigint;
  /** Gifts given, also those that went back later. */
  readonly gifts: number;
}

/** One group of a breakdown: some neighbouring days, and one project or several small ones (null). */
export interface ChannelGroup extends ChannelSums {
  readonly organizationId: string;
  readonly from: string;
  readonly to: string;
  readonly projectId: string | null;
  /** Whether the society has closed all its days: then it changes no more. */
  readonly final: boolean;
}

/** A society's part in the figures: whether they are final, and the ledger number at which they are true. */
export interface ChannelSociety {
  readonly organizationId: string;
  /** Every day from `from` to `to` is closed. */
  readonly final: boolean;
  /** The last of the society's ledger numbers that changed the channel; 0 before its first gift. */
  readonly ledgerSeq: bigint;
  /** When that number was given; null before the first gift. */
  readonly asOf: Date | null;
}

/** What a channel brought from one accounting day to another. */
export interface ChannelFiguresAnswer {
  readonly channelId: string;
  readonly from: string;
  readonly to: string;
  /** One for each currency; sums of `groups`. */
  readonly totals: readonly ChannelSums[];
  /** By society, days, project. A group counts in the range in which its last day lies. */
  readonly groups: readonly ChannelGroup[];
  readonly societies: readonly ChannelSociety[];
}

type Summed = Pick<ChannelCell, 'gross' | 'refunded' | 'gifts'> & { readonly currency: string };

/** Sums parts by a key, in the order in which the keys first come. */
export function sumsBy<Part extends Summed>(
  parts: readonly Part[],
  keyOf: (part: Part) => string,
): Map<string, ChannelSums> {
  const sums = new Map<string, ChannelSums>();
  for (const part of parts) {
    const key = keyOf(part);
    const before = sums.get(key);
    const gross = (before?.gross ?? 0n) + part.gross;
    const refunded = (before?.refunded ?? 0n) + part.refunded;
    const gifts = (before?.gifts ?? 0) + part.gifts;
    sums.set(key, { currency: part.currency, gross, refunded, net: gross - refunded, gifts });
  }
  return sums;
}
