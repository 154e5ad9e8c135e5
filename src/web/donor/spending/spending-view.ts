import type {
  BothWords,
  FiledUse,
  ProjectSpending,
  SpendingBalance,
  SpendingLine,
} from '../../../disclosure/project-spending.queries.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { inWords } from '../view-making.js';

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

/** A project's spending in one language. */
export function spendingView(
  { lines, count, balance, uses }: ProjectSpending,
  slug: string,
  zone: string,
  locale: Locale,
): SpendingView {
  return {
    ...{ slug, zone, count, balance },
    lines: lines.map((line) => lineView(line, locale)),
    uses: uses.map(({ text, areas, change, ...use }) => ({
      ...use,
      text: said(text, locale),
      areas: locale === 'en' ? areas.en : areas.zh,
      change: change && { ...change, reason: said(change.reason, locale) },
    })),
  };
}

export function lineView(
  { purpose, area, evidence, ...line }: SpendingLine,
  locale: Locale,
): SpendingLineView {
  return {
    ...line,
    ledgerSeq: line.ledgerSeq.toString(),
    purpose: said(purpose, locale),
    area: said(area, locale),
    evidence: evidence.map(({ kind, title, href, contentType, size }) => ({
      ...{ kind, href, size },
      title: said(title, locale),
      format: contentType === 'application/pdf' ? 'PDF' : contentType === 'image/png' ? 'PNG' : 'JPG',
    })),
  };
}

function said({ zh, en }: BothWords, locale: Locale): string {
  return inWords(locale, zh, en);
}
