/** What the public sees of a project's money, true at `ledgerSeq`. Amounts are minor units. */
export interface ProjectNumbers {
  /** Net: what was given minus what was deducted. */
  readonly raised: bigint;
  /** What was deducted: refunds from their approval on, lost disputes. */
  readonly refunded: bigint;
  /** Gifts of which something is left. */
  readonly donations: number;
  /** Distinct donors of those gifts; a guest without contact counts as one. */
  readonly donors: number;
  /** The last number of the ledger that changed this project; 0 before its first gift. */
  readonly ledgerSeq: bigint;
  /** When that number was given. */
  readonly asOf: Date;
}

/** One numbered entry as progress reads it. */
export interface NumberedChange {
  readonly ledgerSeq: bigint;
  readonly numberedAt: Date;
  readonly projectId: string;
  readonly giftId: string;
  /** donor id, or the gift's own id for a guest. */
  readonly donorKey: string;
  readonly raised: bigint;
  readonly refunded: bigint;
}

/** A gift's part in its project's numbers. */
export interface GiftNet {
  readonly donorKey: string;
  readonly net: bigint;
  /** The number under which it first counted; it never changes. */
  readonly firstSeq: bigint;
}

/** What is known of the projects, gifts and donors that a batch of changes touches, by `keyOf`. */
export interface Standing {
  /** By project id. */
  readonly projects: Map<string, ProjectNumbers>;
  readonly gifts: Map<string, GiftNet>;
  /** Gifts with something left, of donors who are no guests. */
  readonly donorGifts: Map<string, number>;
}

const counted = (isThere: boolean): 0 | 1 => (isThere ? 1 : 0);

/** The key of something inside a project. */
export const keyOf = (projectId: string, id: string): string => `${projectId}/${id}`;

/**
 * Applies changes in the order of the ledger. Changes `standing` in place: afterwards it holds the new numbers of
 * everything touched. The same changes give the same numbers, however they are cut into batches.
 */
export function advance(standing: Standing, changes: readonly NumberedChange[]): void {
  for (const change of changes) {
    if (change.raised === 0n && change.refunded === 0n) continue;
    const giftKey = keyOf(change.projectId, change.giftId);
    const gift = standing.gifts.get(giftKey) ?? {
      donorKey: change.donorKey,
      net: 0n,
      firstSeq: change.ledgerSeq,
    };
    const net = gift.net + change.raised;
    const gifts = counted(net > 0n) - counted(gift.net > 0n);
    standing.gifts.set(giftKey, { ...gift, net });
    const before = standing.projects.get(change.projectId);
    standing.projects.set(change.projectId, {
      raised: (before?.raised ?? 0n) + change.raised,
      refunded: (before?.refunded ?? 0n) + change.refunded,
      donations: (before?.donations ?? 0) + gifts,
      donors: (before?.donors ?? 0) + donorsChange(standing, change, gift.donorKey, gifts),
      ledgerSeq: change.ledgerSeq,
      asOf: change.numberedAt,
    });
  }
}

/** By how many the donors of the project change when a donor's gifts with something left change by `gifts`. */
function donorsChange(standing: Standing, change: NumberedChange, donorKey: string, gifts: number): number {
  if (donorKey === change.giftId) return gifts;
  const key = keyOf(change.projectId, donorKey);
  const before = standing.donorGifts.get(key) ?? 0;
  const after = before + gifts;
  standing.donorGifts.set(key, after);
  return counted(after > 0) - counted(before > 0);
}
