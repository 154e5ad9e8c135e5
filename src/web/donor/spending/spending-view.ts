import type {
  BothWords,
  ProjectSpending,
  SpendingLine,
} from '../../../disclosure/project-spending.queries.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { inWords } from '../view-making.js';
import type { SpendingLineView, SpendingView } from './spending-shape.js';

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
