import { createCatalogue } from '../../platform/i18n/catalogue.js';
import type { Locale } from '../../platform/i18n/locale.js';
import approvalsEn from './approvals/words.en.json' with { type: 'json' };
import approvalsZh from './approvals/words.zh-CN.json' with { type: 'json' };
import bankEn from './bank-accounts/words.en.json' with { type: 'json' };
import bankZh from './bank-accounts/words.zh-CN.json' with { type: 'json' };
import casesEn from './cases/words.en.json' with { type: 'json' };
import casesZh from './cases/words.zh-CN.json' with { type: 'json' };
import checksEn from './checks/words.en.json' with { type: 'json' };
import checksZh from './checks/words.zh-CN.json' with { type: 'json' };
import closingEn from './closing/words.en.json' with { type: 'json' };
import closingZh from './closing/words.zh-CN.json' with { type: 'json' };
import dayEn from './day/words.en.json' with { type: 'json' };
import dayZh from './day/words.zh-CN.json' with { type: 'json' };
import disbursementsEn from './disbursements/words.en.json' with { type: 'json' };
import disbursementsZh from './disbursements/words.zh-CN.json' with { type: 'json' };
import disputesEn from './disputes/words.en.json' with { type: 'json' };
import disputesZh from './disputes/words.zh-CN.json' with { type: 'json' };
import exportsEn from './exports/words.en.json' with { type: 'json' };
import exportsZh from './exports/words.zh-CN.json' with { type: 'json' };
import fundsEn from './funds/words.en.json' with { type: 'json' };
import fundsZh from './funds/words.zh-CN.json' with { type: 'json' };
import mappingsEn from './gift-mappings/words.en.json' with { type: 'json' };
import mappingsZh from './gift-mappings/words.zh-CN.json' with { type: 'json' };
import houseEn from './i18n/en.json' with { type: 'json' };
import houseZh from './i18n/zh-CN.json' with { type: 'json' };
import moderationEn from './moderation/words.en.json' with { type: 'json' };
import moderationZh from './moderation/words.zh-CN.json' with { type: 'json' };
import monthlyEn from './monthly/words.en.json' with { type: 'json' };
import monthlyZh from './monthly/words.zh-CN.json' with { type: 'json' };
import monthsEn from './months/words.en.json' with { type: 'json' };
import monthsZh from './months/words.zh-CN.json' with { type: 'json' };
import offlineGiftsEn from './offline-gifts/words.en.json' with { type: 'json' };
import offlineGiftsZh from './offline-gifts/words.zh-CN.json' with { type: 'json' };
import partnerFeedEn from './partner-feed/words.en.json' with { type: 'json' };
import partnerFeedZh from './partner-feed/words.zh-CN.json' with { type: 'json' };
import partnersEn from './partners/words.en.json' with { type: 'json' };
import partnersZh from './partners/words.zh-CN.json' with { type: 'json' };
import peopleEn from './people/words.en.json' with { type: 'json' };
import peopleZh from './people/words.zh-CN.json' with { type: 'json' };
import pledgesEn from './pledges/words.en.json' with { type: 'json' };
import pledgesZh from './pledges/words.zh-CN.json' with { type: 'json' };
import presetsEn from './project-presets/words.en.json' with { type: 'json' };
import presetsZh from './project-presets/words.zh-CN.json' with { type: 'json' };
import projectUpdatesEn from './project-updates/words.en.json' with { type: 'json' };
import projectUpdatesZh from './project-updates/words.zh-CN.json' with { type: 'json' };
import providersEn from './provider-accounts/words.en.json' with { type: 'json' };
import providersZh from './provider-accounts/words.zh-CN.json' with { type: 'json' };
import receiptsEn from './receipts/words.en.json' with { type: 'json' };
import receiptsZh from './receipts/words.zh-CN.json' with { type: 'json' };
import reconciliationEn from './reconciliation/words.en.json' with { type: 'json' };
import reconciliationZh from './reconciliation/words.zh-CN.json' with { type: 'json' };
import refundRequestsEn from './refund-requests/words.en.json' with { type: 'json' };
import refundRequestsZh from './refund-requests/words.zh-CN.json' with { type: 'json' };
import refundsEn from './refunds/words.en.json' with { type: 'json' };
import refundsZh from './refunds/words.zh-CN.json' with { type: 'json' };
import refusedAddressesEn from './refused-addresses/words.en.json' with { type: 'json' };
import refusedAddressesZh from './refused-addresses/words.zh-CN.json' with { type: 'json' };
import settlementsEn from './settlements/words.en.json' with { type: 'json' };
import settlementsZh from './settlements/words.zh-CN.json' with { type: 'json' };
import societyEn from './society/words.en.json' with { type: 'json' };
import societyZh from './society/words.zh-CN.json' with { type: 'json' };
import statementsEn from './statements/words.en.json' with { type: 'json' };
import statementsZh from './statements/words.zh-CN.json' with { type: 'json' };
import workEn from './work/words.en.json' with { type: 'json' };
import workZh from './work/words.zh-CN.json' with { type: 'json' };
import yearsEn from './years/words.en.json' with { type: 'json' };
import yearsZh from './years/words.zh-CN.json' with { type: 'json' };

/** The sentences of all areas: an area's own stand beside its pages, in `words.zh-CN.json` and `words.en.json`. */
const zh = {
  ...houseZh,
  ...yearsZh,
  ...reconciliationZh,
  ...monthsZh,
  ...checksZh,
  ...closingZh,
  ...dayZh,
  ...approvalsZh,
  ...casesZh,
  ...receiptsZh,
  ...disputesZh,
  ...monthlyZh,
  ...refundsZh,
  ...refundRequestsZh,
  ...disbursementsZh,
  ...fundsZh,
  ...offlineGiftsZh,
  ...pledgesZh,
  ...settlementsZh,
  ...statementsZh,
  ...peopleZh,
  ...partnerFeedZh,
  ...partnersZh,
  ...bankZh,
  ...societyZh,
  ...providersZh,
  ...mappingsZh,
  ...workZh,
  ...moderationZh,
  ...presetsZh,
  ...projectUpdatesZh,
  ...refusedAddressesZh,
  ...exportsZh,
};
const en = {
  ...houseEn,
  ...yearsEn,
  ...reconciliationEn,
  ...monthsEn,
  ...checksEn,
  ...closingEn,
  ...dayEn,
  ...approvalsEn,
  ...casesEn,
  ...receiptsEn,
  ...disputesEn,
  ...monthlyEn,
  ...refundsEn,
  ...refundRequestsEn,
  ...disbursementsEn,
  ...fundsEn,
  ...offlineGiftsEn,
  ...pledgesEn,
  ...settlementsEn,
  ...statementsEn,
  ...peopleEn,
  ...partnerFeedEn,
  ...partnersEn,
  ...bankEn,
  ...societyEn,
  ...providersEn,
  ...mappingsEn,
  ...workEn,
  ...moderationEn,
  ...presetsEn,
  ...projectUpdatesEn,
  ...refusedAddressesEn,
  ...exportsEn,
};

/** The console's sentences. */
export const words = createCatalogue({ zh, en });

/** A key of the console's catalogue. */
export type Key = Parameters<typeof words>[1];

/** Sentences for codes that come from elsewhere (states, kinds, reasons): the sentence, or the code itself. */
export function wordFor(locale: Locale, group: string, code: string): string {
  return sentence(locale, `${group}.${code}`) ?? code;
}

/** A sentence by a key that may not exist. */
export function sentence(locale: Locale, key: string): string | undefined {
  const sentences: Readonly<Record<string, string | undefined>> = locale === 'en' ? en : zh;
  return sentences[key];
}
