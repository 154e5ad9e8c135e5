import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { Fact } from '../../ui/facts.js';
import { wordFor, words } from '../console.words.js';

/** What everybody reads of a disbursement, as staff check it: both languages. */
export function publicFacts(disbursement: Disbursement, locale: Locale): Fact[] {
  const { purposeKind, publicZh, publicEn, areaZh, areaEn, households, persons } = disbursement;
  if (purposeKind === null) return [];
  return [
    [words(locale, 'spending.purposeKind'), wordFor(locale, 'purposeKind', purposeKind)],
    [words(locale, 'spending.publicZh'), publicZh],
    [words(locale, 'spending.publicEn'), publicEn],
    [words(locale, 'spending.area'), `${areaZh} / ${areaEn}`],
    [words(locale, 'spending.households'), households],
    [words(locale, 'spending.persons'), persons],
  ];
}
