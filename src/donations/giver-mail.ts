import { createCatalogue } from '../platform/i18n/catalogue.js';
import type { Locale } from '../platform/i18n/locale.js';
import en from './i18n/mailings.en.json' with { type: 'json' };
import zh from './i18n/mailings.zh-CN.json' with { type: 'json' };

const sentence = createCatalogue({ zh, en });

/** Letters of an update that its mail holds; the rest is read on its page, where corrections reach it. */
const EXCERPT_CHARS = 1_200;
const SUBJECT_CHARS = 200;

/** What is told, in both languages; without a whole English wording the Chinese one stands for both. */
export interface Told {
  readonly titleZh: string;
  readonly titleEn: string;
  readonly textZh: string;
  readonly textEn: string;
}

/** Where it comes from, in the reader's language. */
export interface Sender {
  readonly project: string;
  readonly organization: string;
  readonly projectUrl: string;
  /** Whether everything here is a demonstration. */
  readonly demo: boolean;
}

export interface GiverMail {
  readonly subject: string;
  readonly text: string;
}

/** The mail about an update; `note` says what was corrected, and is empty for a new one. */
export function updateMail(
  locale: Locale,
  { project, organization, demo }: Sender,
  told: Told,
  { url, stop, note }: { readonly url: string; readonly stop: string; readonly note: string },
): GiverMail {
  const { title, text } = inLanguage(locale, told);
  return mail(sentence(locale, note ? 'subjectCorrected' : 'subject', { project, title }), [
    demo && sentence(locale, 'demo'),
    title,
    note && sentence(locale, 'corrected', { note }),
    excerpt(text),
    sentence(locale, 'readAll', { url }),
    sentence(locale, 'signature', { organization }),
    sentence(locale, 'whyAgreed', { project, stop }),
  ]);
}

/** The mail of a notice that every giver gets. */
export function noticeMail(
  locale: Locale,
  { project, organization, projectUrl, demo }: Sender,
  told: Told,
): GiverMail {
  const { title, text } = inLanguage(locale, told);
  return mail(sentence(locale, 'subject', { project, title }), [
    demo && sentence(locale, 'demo'),
    title,
    text,
    sentence(locale, 'project', { url: projectUrl }),
    sentence(locale, 'signature', { organization }),
    sentence(locale, 'whyGiver', { project }),
  ]);
}

function mail(subject: string, parts: readonly (string | false)[]): GiverMail {
  return {
    subject: cut(subject, SUBJECT_CHARS),
    text: `${parts.filter((part) => part !== false && part !== '').join('\n\n')}\n`,
  };
}

function inLanguage(locale: Locale, told: Told): { title: string; text: string } {
  const isEnglish = locale === 'en' && told.titleEn.trim() !== '' && told.textEn.trim() !== '';
  return isEnglish ? { title: told.titleEn, text: told.textEn } : { title: told.titleZh, text: told.textZh };
}

/** Whole paragraphs as far as they fit; the first one is cut when it is too long alone. */
function excerpt(text: string): string {
  if ([...text].length <= EXCERPT_CHARS) return text;
  let kept = '';
  for (const paragraph of text.split(/\n\s*\n/)) {
    const more = kept === '' ? paragraph : `${kept}\n\n${paragraph}`;
    if ([...more].length > EXCERPT_CHARS) break;
    kept = more;
  }
  return `${kept === '' ? cut(text, EXCERPT_CHARS) : kept}\n\n…`;
}

/** By characters, so that no rare one is cut in two. */
function cut(text: string, max: number): string {
  const letters = [...text];
  return letters.length > max ? `${letters.slice(0, max - 1).join('')}…` : text;
}
