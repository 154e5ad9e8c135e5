import type { Disbursement } from '../../disbursements/disbursement.entity.js';
import type { GiftSpent, SpentPart } from '../../disclosure/gift-spending.queries.js';
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

/** The public words for a disbursement that has none of its own: the kind of cost it was booked as. */
export function kindOfUse(disbursement: Disbursement | null, locale: Locale): PublicUse {
  const kind = disbursement?.accountCode ?? '510103';
  return { what: words(locale, `life.cost.${kind}`), where: null, evidence: [] };
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
  if (kind === 'disbursement') return uses.get(id ?? '') ?? kindOfUse(null, locale);
  return { what: words(locale, `life.part.${kind}`), where: null, evidence: [] };
}

function throughOf({ through }: SpentPart, locale: Locale): string | null {
  if (through.length === 0) return null;
  return through.map(({ nameZh, nameEn }) => inWords(locale, nameZh, nameEn)).join(' → ');
}
