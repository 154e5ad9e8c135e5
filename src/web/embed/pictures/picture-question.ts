import { type Locale, localeFrom } from '../../../platform/i18n/locale.js';
import { RATIOS, type Ratio } from './card.js';

const WIDTH_MIN = 160;
const WIDTH_MAX = 1440;
const WIDTH_STEP = 8;
const WIDTH_USUAL = 1080;

/** A question for a picture that cannot be answered; the message says what to ask instead. */
export class WrongQuestion extends Error {}

type Query = Readonly<Record<string, unknown>>;

/** The language on the picture: `lang=zh-CN` (also `zh`), `lang=en`; Chinese when nothing is said. @throws WrongQuestion. */
export function languageOf(query: Query): Locale {
  const text = query.lang;
  if (text === undefined || text === '') return 'zh-CN';
  const locale = typeof text === 'string' ? localeFrom(text) : undefined;
  if (!locale) throw new WrongQuestion('"lang" is zh-CN or en.');
  return locale;
}

/** Width in pixels. In steps, so that few different pictures are ever drawn. @throws WrongQuestion. */
export function widthOf(query: Query, usual = WIDTH_USUAL): number {
  const { w } = query;
  if (w === undefined) return usual;
  const width = typeof w === 'string' && /^\d{1,5}$/.test(w) ? Number(w) : Number.NaN;
  if (width >= WIDTH_MIN && width <= WIDTH_MAX && width % WIDTH_STEP === 0) return width;
  const range = `from ${WIDTH_MIN} to ${WIDTH_MAX}, a multiple of ${WIDTH_STEP}`;
  throw new WrongQuestion(`"w" is a number of pixels ${range}.`);
}

/** The shape of a card. @throws WrongQuestion. */
export function ratioOf(query: Query): Ratio {
  const { ratio } = query;
  if (ratio === undefined) return '16:9';
  const found = RATIOS.find((each) => each === ratio);
  if (!found) throw new WrongQuestion(`"ratio" is ${RATIOS.join(', ')}.`);
  return found;
}

/** A channel's code as it was written, "" for none. Whether there is such a channel is asked elsewhere. */
export function channelOf(query: Query): string {
  return typeof query.ch === 'string' ? query.ch : '';
}
