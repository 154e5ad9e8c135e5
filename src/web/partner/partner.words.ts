import { createCatalogue } from '../../platform/i18n/catalogue.js';
import type { Locale } from '../../platform/i18n/locale.js';
import agreementsEn from './agreements/words.en.json' with { type: 'json' };
import agreementsZh from './agreements/words.zh-CN.json' with { type: 'json' };
import applyEn from './apply/words.en.json' with { type: 'json' };
import applyZh from './apply/words.zh-CN.json' with { type: 'json' };
import channelsEn from './channels/words.en.json' with { type: 'json' };
import channelsZh from './channels/words.zh-CN.json' with { type: 'json' };
import embedsEn from './embeds/words.en.json' with { type: 'json' };
import embedsZh from './embeds/words.zh-CN.json' with { type: 'json' };
import endpointsEn from './endpoints/words.en.json' with { type: 'json' };
import endpointsZh from './endpoints/words.zh-CN.json' with { type: 'json' };
import figuresEn from './figures/words.en.json' with { type: 'json' };
import figuresZh from './figures/words.zh-CN.json' with { type: 'json' };
import houseEn from './i18n/en.json' with { type: 'json' };
import houseZh from './i18n/zh-CN.json' with { type: 'json' };
import keysEn from './keys/words.en.json' with { type: 'json' };
import keysZh from './keys/words.zh-CN.json' with { type: 'json' };
import overlaysEn from './overlays/words.en.json' with { type: 'json' };
import overlaysZh from './overlays/words.zh-CN.json' with { type: 'json' };
import peopleEn from './people/words.en.json' with { type: 'json' };
import peopleZh from './people/words.zh-CN.json' with { type: 'json' };
import profileEn from './profile/words.en.json' with { type: 'json' };
import profileZh from './profile/words.zh-CN.json' with { type: 'json' };
import testingEn from './testing/words.en.json' with { type: 'json' };
import testingZh from './testing/words.zh-CN.json' with { type: 'json' };

/** The sentences of all areas: an area's own stand beside its pages, in `words.zh-CN.json` and `words.en.json`. */
const zh = {
  ...houseZh,
  ...channelsZh,
  ...embedsZh,
  ...endpointsZh,
  ...figuresZh,
  ...testingZh,
  ...agreementsZh,
  ...peopleZh,
  ...keysZh,
  ...overlaysZh,
  ...profileZh,
  ...applyZh,
};
const en = {
  ...houseEn,
  ...channelsEn,
  ...embedsEn,
  ...endpointsEn,
  ...figuresEn,
  ...testingEn,
  ...agreementsEn,
  ...peopleEn,
  ...keysEn,
  ...overlaysEn,
  ...profileEn,
  ...applyEn,
};

/** The partners' sentences. */
export const words = createCatalogue({ zh, en });

/** A key of the partners' catalogue. */
export type Key = Parameters<typeof words>[1];

/** A sentence by a key that may not exist: states, refusals, what was just done. */
export function sentence(locale: Locale, key: string): string | undefined {
  const sentences: Readonly<Record<string, string | undefined>> = locale === 'en' ? en : zh;
  return Object.hasOwn(sentences, key) ? sentences[key] : undefined;
}
