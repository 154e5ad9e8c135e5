import type { CostCode } from '../disbursements/disbursements.queries.js';
import type { PurposeKind } from '../disbursements/use-changes.queries.js';

/** A text in both languages. */
export interface BothWords {
  readonly zh: string;
  readonly en: string;
}

/** A paper that shows what a disbursement was for. */
export interface PublicEvidence {
  readonly id: string;
  readonly kind: 'invoice' | 'goods_list' | 'photo' | 'other';
  readonly title: BothWords;
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** Hex SHA-256 of the bytes that `href` gives. */
  readonly sha256: string;
  /** Path of the download on our own pages. */
  readonly href: string;
}

/** Money of a project that the bank has paid out, as everybody may read it: never the payee. */
export interface SpendingLine {
  readonly id: string;
  readonly projectId: string;
  /** Number of the entry that booked the payment; the list's order. */
  readonly ledgerSeq: bigint;
  /** The bank's day, "YYYY-MM-DD". */
  readonly paidOn: string;
  /** Minor units. */
  readonly amount: bigint;
  readonly currency: string;
  /** The account of the cost. */
  readonly kind: CostCode;
  /** Empty for payments of the time before purposes were public. */
  readonly purpose: BothWords;
  readonly area: BothWords;
  readonly households: number | null;
  readonly persons: number | null;
  readonly evidence: readonly PublicEvidence[];
  /** The day on which the bank sent it back; then it was not spent. */
  readonly returnedOn: string | null;
}

/**
 * What a project's fund holds, true at `ledgerSeq`: raised + moved − spent = unspent. Minor units. The same number
 * always means the same figures, `reserved` apart, which is what is promised at this moment.
 */
export interface SpendingBalance {
  readonly currency: string;
  readonly raised: bigint;
  /** Paid and not returned. */
  readonly spent: bigint;
  /** Moved between funds, with the plan's leave: above zero came in. */
  readonly moved: bigint;
  readonly unspent: bigint;
  /** Allowed by a second person and not paid yet: part of `unspent`. */
  readonly reserved: bigint;
  /** When the oldest money that is not spent was given, by the accounting order; null when nothing is left. */
  readonly oldestUnspentSince: Date | null;
  /** The last number of the books that changed the fund; 0 while there is none. */
  readonly ledgerSeq: bigint;
  readonly asOf: Date | null;
}

/** What the money may be used for, as it was filed. Number 1 is the plan, each further one a change (慈善法 56). */
export interface FiledUse {
  readonly number: number;
  readonly purposeKinds: readonly PurposeKind[];
  readonly costCodes: readonly CostCode[];
  readonly areas: { readonly zh: readonly string[]; readonly en: readonly string[] };
  /** Days on which money may be asked for; null = open. */
  readonly from: string | null;
  readonly until: string | null;
  readonly text: BothWords;
  /** Why, the number of its filing and its day; null for the plan itself. */
  readonly change: { readonly reason: BothWords; readonly filingNo: string; readonly filedOn: string } | null;
  /** In force since. */
  readonly since: Date;
}

/** A project's spending: its latest lines, and what is left. */
export interface ProjectSpending {
  readonly lines: readonly SpendingLine[];
  /** Lines in all. */
  readonly count: number;
  readonly balance: SpendingBalance;
  /** The newest first; empty when nothing was recorded yet. */
  readonly uses: readonly FiledUse[];
}
