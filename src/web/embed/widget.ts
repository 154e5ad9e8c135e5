import { readableMoney } from '../../kernel/money.js';
import type { Organization } from '../../organizations/organization.entity.js';
import type { Locale } from '../../platform/i18n/locale.js';
import type { ProgressAnswer } from '../../progress/progress-answer.js';
import type { ProgressSnapshot } from '../../progress/progress-feed.service.js';
import type { GiftObstacle } from '../../projects/projects.queries.js';
import { readableCount, readableTime } from '../ui/format.js';
import { embedWords } from './embed.words.js';

/** What a widget says in one language; each key is the place in its box where the words stand. */
export interface WidgetTexts {
  readonly name: string;
  /** Who receives the money, and by what filing. */
  readonly by: string;
  readonly raised: string;
  readonly label: string;
  readonly bar: string;
  readonly meta: string;
  readonly asof: string;
  /** Instead of `asof` while no news can be had. */
  readonly stale: string;
  readonly cta: string;
  readonly note: string;
  readonly opens: string;
}

/** The answer of `/embed/v1/widget/:slug`: the numbers as every other door gives them, and the words made of them. */
export interface WidgetAnswer {
  readonly progress: ProgressAnswer;
  readonly open: boolean;
  readonly texts: Readonly<Record<Locale, WidgetTexts>>;
}

interface Shown extends Pick<ProgressSnapshot, 'project' | 'numbers' | 'answer'> {
  readonly organization: Organization;
  /** Why the project takes no gift today, or null. */
  readonly stop: GiftObstacle | null;
}

/** What a widget shows of a project. */
export function widgetAnswer(shown: Shown): WidgetAnswer {
  return {
    progress: shown.answer,
    open: shown.stop === null,
    texts: { 'zh-CN': textsIn('zh-CN', shown), en: textsIn('en', shown) },
  };
}

/** The words of one language. Amounts, percent and time are those of `answer`, so they belong to one ledger number. */
function textsIn(locale: Locale, { project, numbers, answer, organization, stop }: Shown): WidgetTexts {
  const say = (key: Parameters<typeof embedWords>[1], values?: Record<string, string | number>) =>
    embedWords(locale, key, values);
  const { currency } = project;
  const raised = readableMoney({ amount: numbers.raised, currency }, locale);
  const goal = project.goal === null ? null : readableMoney({ amount: project.goal, currency }, locale);
  const { percent } = answer;
  const time = readableTime(numbers.asOf, locale, organization.timeZone);
  const organizationName = inWords(locale, organization.nameZh, organization.nameEn);
  const meta = [
    goal !== null && percent !== null && say('goal', { goal, percent }),
    numbers.donations === 1
      ? say('count.one')
      : say('count', { count: readableCount(numbers.donations, locale) }),
    numbers.refunded > 0n &&
      say('refunded', { amount: readableMoney({ amount: numbers.refunded, currency }, locale) }),
  ];
  return {
    name: inWords(locale, project.nameZh, project.nameEn),
    by: project.filingNo
      ? say('by', { organization: organizationName, filing: project.filingNo })
      : organizationName,
    raised,
    label: say('label'),
    bar:
      goal !== null && percent !== null
        ? say('bar', { goal, raised, percent })
        : say('bar.no-goal', { raised }),
    meta: meta.filter(Boolean).join(' · '),
    asof: say('asof', { time }),
    stale: say('stale', { time }),
    cta: say(stop === null ? 'give' : 'see'),
    note: say('note', { raised, time }),
    opens: say('opens'),
  };
}

/** The text of the reader's language, or the Chinese one where there is no translation. */
function inWords(locale: Locale, zh: string, en: string): string {
  return locale === 'en' && en.trim() !== '' ? en : zh;
}
