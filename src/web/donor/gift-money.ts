import type { GiftSpent, SpentPart } from '../../disclosure/gift-spending.queries.js';
import type { SpendingLine } from '../../disclosure/project-spending.queries.js';
import type { Money } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { words } from './donor.words.js';
import type { EvidenceView, SpentView } from './gift-spent.js';
import { inWords } from './view-making.js';

/** What the public may know of a disbursement. */
export interface PublicUse {
  readonly what: string;
  readonly where: string | null;
  readonly evidence: readonly EvidenceView[];
}

/** What the public reads of a disbursement; of one that is not public, no more than that it was spent. */
export function publicUse(line: SpendingLine | null, locale: Locale): PublicUse {
  if (!line) return { what: words(locale, 'life.part.disbursement'), where: null, evidence: [] };
  const { purpose, area, households, persons } = line;
  const helped = [
    inWords(locale, area.zh, area.en),
    households === null ? '' : words(locale, 'life.households', { n: String(households) }),
    persons === null ? '' : words(locale, 'life.persons', { n: String(persons) }),
  ].filter((text) => text !== '');
  return {
    what: inWords(locale, purpose.zh, purpose.en) || words(locale, `life.cost.${line.kind}`),
    where: helped.length === 0 ? null : helped.join(' · '),
    evidence: line.evidence.map(({ title, href }) => ({ title: inWords(locale, title.zh, title.en), href })),
  };
}

/** @param uses what each disbursement was for, by its id. */
export function spentView(
  spent: GiftSpent,
  currency: string,
  locale: Locale,
  uses: ReadonlyMap<string, PublicUse>,
): SpentView {
  const money = (amount: bigint): Money => ({ amount, currency });
  return {
    net: money(spent.net),
    spent: money(spent.spent),
    unspent: money(spent.unspent),
    parts: spent.parts.map((part) => ({
      ...useOf(part, uses, locale),
      amount: money(part.amount),
      at: part.at,
      through: throughOf(part, locale),
    })),
    more: spent.more,
    ledgerSeq: spent.ledgerSeq.toString(),
    asOf: spent.asOf,
  };
}

function useOf({ kind, id }: SpentPart, uses: ReadonlyMap<string, PublicUse>, locale: Locale): PublicUse {
  if (kind === 'disbursement') return uses.get(id ?? '') ?? publicUse(null, locale);
  return { what: words(locale, `life.part.${kind}`), where: null, evidence: [] };
}

function throughOf({ through }: SpentPart, locale: Locale): string | null {
  if (through.length === 0) return null;
  return through.map(({ nameZh, nameEn }) => inWords(locale, nameZh, nameEn)).join(' → ');
}
