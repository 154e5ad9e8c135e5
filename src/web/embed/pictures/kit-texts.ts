import { type Certified, hasValidCertificate } from '../../../organizations/organizations.queries.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { readableDay } from '../../ui/format.js';
import type { FilingLines } from './filing-sheet.js';
import { kitWords, readmeWords } from './kit.words.js';
import { type PictureFacts, textsOf } from './picture-facts.js';

/** 慈善中国, where everybody can look up a plan by its filing number. */
const CHARITY_CHINA = 'https://cszg.mca.gov.cn/';

/** What an article about a project tells beside its pictures, in one language. */
export interface KitFacts {
  readonly shown: PictureFacts;
  readonly story: string;
  readonly creditCode: string;
  /** Of the society, while it is valid. */
  readonly certificate: { readonly no: string; readonly until: string } | null;
  readonly startsOn: string | null;
  readonly endsOn: string | null;
  readonly phone: string;
  readonly complaintPhone: string;
  readonly address: string;
  /** Address at which machines read certificate and filing. */
  readonly machine: string;
}

/** The certificate if it is valid on that day; an expired one is no right to raise funds and is not shown as one. */
export function certificateOn(organization: Certified, today: string): KitFacts['certificate'] {
  const { certificateNo: no, certificateValidUntil: until } = organization;
  return hasValidCertificate(organization, today) && no !== null && until !== null ? { no, until } : null;
}

export function filingLines({ shown, ...facts }: KitFacts): FilingLines {
  const { locale, filingNo, society, name } = shown;
  const say = (key: Parameters<typeof kitWords>[1], values?: Record<string, string>) =>
    kitWords(locale, key, values);
  const { certificate } = facts;
  const lines: readonly (readonly [string, string | null])[] = [
    [say('project'), name],
    [say('society'), society],
    [say('credit_code'), facts.creditCode],
    [
      say('certificate'),
      certificate
        ? say('certificate.text', { no: certificate.no, day: readableDay(certificate.until, locale) })
        : say('certificate.none'),
    ],
    [say('filing'), filingNo ?? say('filing.pending')],
    [say('period'), periodOf(facts, locale)],
    [say('phone'), facts.phone],
    [say('complaints'), facts.complaintPhone],
    [say('address'), facts.address],
  ];
  return lines.flatMap(([label, value]) => (value ? [[label, value] as const] : []));
}

function periodOf(
  { startsOn, endsOn }: Pick<KitFacts, 'startsOn' | 'endsOn'>,
  locale: Locale,
): string | null {
  const [from, until] = [startsOn, endsOn].map((day) => (day === null ? '…' : readableDay(day, locale)));
  return startsOn === null && endsOn === null ? null : `${from} – ${until}`;
}

/** The article as text, to be pasted and changed at will: what it is for, how far it is, how to give, who asks. */
export function articleText(facts: KitFacts): string {
  const { shown } = facts;
  const { locale, name, summary, society, link, giving } = shown;
  const { raised, goal, percent, counts, refunded, asOf } = textsOf(shown);
  const figures = [
    kitWords(locale, 'article.raised', { raised }) +
      (goal === null ? '' : kitWords(locale, 'article.goal', { goal })),
    ...(percent === null ? [] : [kitWords(locale, 'article.percent', { percent })]),
    counts,
    ...(refunded === null ? [] : [refunded]),
  ];
  return [
    name,
    summary,
    facts.story,
    `${kitWords(locale, 'article.progress')}\n${figures.join(comma(locale))}${kitWords(locale, 'stop')}\n${asOf}`,
    giving
      ? kitWords(locale, 'article.give', { society, link })
      : kitWords(locale, 'article.ended', { link }),
    filingLines(facts)
      .map(([label, value]) => `${label}${kitWords(locale, 'colon')}${value}`)
      .join('\n'),
    kitWords(locale, 'article.check', { link: CHARITY_CHINA }),
  ]
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .join('\n\n');
}

const comma = (locale: Locale) => kitWords(locale, 'comma');

/** Certificate and filing as text, with where each can be checked: a medium has to check them (慈善法 28). */
export function filingText(facts: KitFacts): string {
  const { locale } = facts.shown;
  return [
    kitWords(locale, 'filing.title'),
    filingLines(facts)
      .map(([label, value]) => `${label}${kitWords(locale, 'colon')}${value}`)
      .join('\n'),
    kitWords(locale, 'filing.check', { charity: CHARITY_CHINA, machine: facts.machine }),
    textsOf(facts.shown).asOf,
  ].join('\n\n');
}

const STEPS = ['1', '2', '3', '4', '5'] as const;

/** What is in the kit and what to do with it. */
export function readmeText({ shown }: KitFacts, names: readonly string[]): string {
  const { name, channel, demo } = shown;
  const { asOf } = textsOf(shown);
  return [
    readmeWords('readme.title', { name }),
    demo ? asOf + readmeWords('readme.demo') : asOf,
    STEPS.map((step) => `${step}. ${readmeWords(`readme.step.${step}`)}`).join('\n'),
    readmeWords('readme.rules'),
    `${readmeWords('readme.files')}\n${names.map((each) => `- ${each}`).join('\n')}`,
    channel === null ? readmeWords('readme.no_channel') : readmeWords('readme.channel', { code: channel }),
  ].join('\n\n');
}
