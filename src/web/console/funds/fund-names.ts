import type { FundLine } from '../../../ledger/funds.queries.js';
import type { Locale } from '../../../platform/i18n/locale.js';

/** A fund as accountants call it: its code and its name. */
export function fundTitle(fund: Pick<FundLine, 'code' | 'nameZh' | 'nameEn'>, locale: Locale): string {
  return `${fund.code} ${locale === 'en' ? fund.nameEn : fund.nameZh}`;
}

/** The fund of an id among those of an organization; null when it is none of them. */
export function fundName(funds: readonly FundLine[], fundId: unknown, locale: Locale): string | null {
  const fund = funds.find((each) => each.fundId === fundId);
  return fund ? fundTitle(fund, locale) : null;
}
