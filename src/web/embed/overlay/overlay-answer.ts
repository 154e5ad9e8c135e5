import { percentOf, readableMoney } from '../../../kernel/money.js';
import type { OverlayBasis } from '../../../partners/overlay.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { PublicGift } from '../../../progress/public-gifts.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import { readableCount, readableTime } from '../../ui/format.js';
import { overlayWords } from './overlay.words.js';

/** What an overlay says in one language; each key is the place on it where the words stand. */
export interface OverlayTexts {
  readonly title: string;
  readonly raised: string;
  readonly label: string;
  readonly goal: string;
  readonly bar: string;
  readonly meta: string;
  /** The newest gifts, one line each, shown one after the other. */
  readonly names: readonly string[];
}

/** One state of an overlay: the ledger's numbers, and the words made of them. Amounts: minor units as text. */
export interface OverlayAnswer {
  readonly project: string;
  readonly basis: OverlayBasis;
  /** From when on gifts count; null with basis `project`. */
  readonly since: string | null;
  readonly currency: string;
  readonly goal: string | null;
  readonly raised: string;
  readonly refunded: string;
  readonly gifts: number;
  readonly percent: number | null;
  readonly as_of: string | null;
  readonly ledger_seq: number;
  readonly texts: Readonly<Record<Locale, OverlayTexts>>;
}

/** What an overlay shows, gathered from the rooms. */
export interface Shown {
  readonly project: Pick<Project, 'slug' | 'nameZh' | 'nameEn' | 'currency'>;
  readonly timeZone: string;
  readonly title: string;
  readonly basis: OverlayBasis;
  readonly since: Date | null;
  readonly goal: bigint | null;
  readonly raised: bigint;
  readonly refunded: bigint;
  readonly gifts: number;
  readonly asOf: Date | null;
  readonly ledgerSeq: bigint;
  readonly names: readonly Pick<PublicGift, 'label' | 'message' | 'amount' | 'currency'>[];
}

/** How the public label of a donor without a name begins in the books' language. */
const UNNAMED = overlayWords('zh-CN', 'anonymous');

export function overlayAnswer(shown: Shown): OverlayAnswer {
  return {
    project: shown.project.slug,
    basis: shown.basis,
    since: shown.since?.toISOString() ?? null,
    currency: shown.project.currency,
    goal: shown.goal?.toString() ?? null,
    raised: shown.raised.toString(),
    refunded: shown.refunded.toString(),
    gifts: shown.gifts,
    percent: percentOf(shown.raised, shown.goal),
    as_of: shown.asOf?.toISOString() ?? null,
    ledger_seq: Number(shown.ledgerSeq),
    texts: { 'zh-CN': textsIn('zh-CN', shown), en: textsIn('en', shown) },
  };
}

function textsIn(locale: Locale, shown: Shown): OverlayTexts {
  const { project, refunded, gifts, asOf, basis } = shown;
  const money = (amount: bigint) => readableMoney({ amount, currency: project.currency }, locale);
  const percent = percentOf(shown.raised, shown.goal);
  const goal = shown.goal === null || percent === null ? null : { goal: money(shown.goal), percent };
  const meta = [
    overlayWords(locale, gifts === 1 ? 'gifts.one' : 'gifts', { count: readableCount(gifts, locale) }),
    // A total that went down says why.
    refunded > 0n && overlayWords(locale, 'refunded', { amount: money(refunded) }),
    asOf && overlayWords(locale, 'asof', { time: readableTime(asOf, locale, shown.timeZone) }),
  ];
  return {
    title: shown.title || (locale === 'en' ? project.nameEn || project.nameZh : project.nameZh),
    raised: money(shown.raised),
    label: overlayWords(locale, `label.${basis}`),
    goal: goal ? overlayWords(locale, 'goal', goal) : '',
    bar: goal ? overlayWords(locale, 'bar', goal) : '',
    meta: meta.filter(Boolean).join(' · '),
    names: shown.names.map(({ label, message, amount, currency }) =>
      overlayWords(locale, message ? 'name.message' : 'name', {
        name: label === UNNAMED ? overlayWords(locale, 'anonymous') : label,
        amount: readableMoney({ amount, currency }, locale),
        message: message ?? '',
      }),
    ),
  };
}
