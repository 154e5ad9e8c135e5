import type { FiledUse, SpendingBalance } from '../../../disclosure/project-spending.queries.js';

/** A paper as a link. */
export interface EvidenceView {
  readonly kind: string;
  readonly title: string;
  readonly href: string;
  /** "PDF", "JPG", "PNG". */
  readonly format: string;
  /** Bytes. */
  readonly size: number;
}

/** A payment in one language. */
export interface SpendingLineView {
  readonly id: string;
  readonly ledgerSeq: string;
  readonly paidOn: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly kind: string;
  readonly purpose: string;
  readonly area: string;
  readonly households: number | null;
  readonly persons: number | null;
  readonly evidence: readonly EvidenceView[];
  readonly returnedOn: string | null;
}

/** What was filed, in one language. */
export interface FiledUseView extends Pick<FiledUse, 'number' | 'purposeKinds' | 'from' | 'until' | 'since'> {
  readonly text: string;
  readonly areas: readonly string[];
  readonly change: { readonly reason: string; readonly filingNo: string; readonly filedOn: string } | null;
}

export interface SpendingView {
  readonly slug: string;
  readonly zone: string;
  readonly lines: readonly SpendingLineView[];
  readonly count: number;
  readonly balance: SpendingBalance;
  readonly uses: readonly FiledUseView[];
}
