import { withPrefix } from '../../../kernel/ids.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import type { ProjectUpdateRevision } from '../../../projects/project-update-revision.entity.js';
import { inWords, paragraphs } from '../view-making.js';
import type { PictureView, UpdateLine } from '../views.js';

/** One wording of an update, in the reader's language or else in Chinese. */
interface Wording {
  readonly title: string;
  readonly text: string;
  readonly picture: PictureView | null;
  /** Language of the texts, when it is not the page's own. */
  readonly lang: Locale | null;
}

/** An earlier wording of an update, with what was corrected after it. */
export interface EarlierWording extends Wording {
  readonly revision: number;
  readonly publishedAt: Date;
}

/** A correction: when, and what. */
export interface Correction {
  readonly at: Date;
  readonly note: string;
}

/** An update's own page. */
export interface UpdateView extends Wording {
  readonly number: number;
  readonly publishedAt: Date;
  /** The newest first. */
  readonly corrections: readonly Correction[];
  readonly earlier: readonly EarlierWording[];
  /** When and why it is no longer shown; null while it is. */
  readonly withdrawn: Correction | null;
}

const EXCERPT_CHARS = 110;

type Texts = Pick<
  ProjectUpdate,
  'titleZh' | 'titleEn' | 'textZh' | 'textEn' | 'pictureFileId' | 'pictureAltZh' | 'pictureAltEn'
>;

/** Where an update stands for good. */
export const updatePath = (slug: string, number: number): string => `/projects/${slug}/updates/${number}`;

/** The texts in one language: an update without a whole English wording is shown in Chinese. */
export function wordingIn(slug: string, texts: Texts, locale: Locale): Wording {
  const isEnglish = locale === 'en' && texts.titleEn.trim() !== '' && texts.textEn.trim() !== '';
  return {
    title: isEnglish ? texts.titleEn : texts.titleZh,
    text: isEnglish ? texts.textEn : texts.textZh,
    picture: texts.pictureFileId
      ? {
          href: `/projects/${slug}/picture/${withPrefix('fil', texts.pictureFileId)}`,
          alt: inWords(locale, texts.pictureAltZh, texts.pictureAltEn),
        }
      : null,
    lang: locale === 'en' && !isEnglish ? 'zh-CN' : null,
  };
}

/** An update in a list. */
export function updateLine(slug: string, update: ProjectUpdate, locale: Locale): UpdateLine {
  const { title, text, picture, lang } = wordingIn(slug, update, locale);
  const [first = ''] = paragraphs(text);
  const letters = [...first.replace(/\s+/g, ' ')];
  return {
    href: updatePath(slug, update.number ?? 0),
    title,
    excerpt:
      letters.length > EXCERPT_CHARS ? `${letters.slice(0, EXCERPT_CHARS).join('')}…` : letters.join(''),
    picture,
    lang,
    at: update.publishedAt ?? update.createdAt,
  };
}

/** An update with everything that was ever said in it; what was withdrawn says only why. */
export function updateView(
  slug: string,
  update: ProjectUpdate,
  revisions: readonly ProjectUpdateRevision[],
  locale: Locale,
): UpdateView {
  const { withdrawnAt, withdrawnNoteZh, withdrawnNoteEn } = update;
  return {
    ...wordingIn(slug, update, locale),
    number: update.number ?? 0,
    publishedAt: update.publishedAt ?? update.createdAt,
    corrections: revisions
      .filter(({ revision }) => revision > 1)
      .map(({ publishedAt, noteZh, noteEn }) => ({ at: publishedAt, note: inWords(locale, noteZh, noteEn) }))
      .reverse(),
    earlier: revisions
      .slice(0, -1)
      .map((each) => ({
        ...wordingIn(slug, each, locale),
        revision: each.revision,
        publishedAt: each.publishedAt,
      }))
      .reverse(),
    withdrawn: withdrawnAt && {
      at: withdrawnAt,
      note: inWords(locale, withdrawnNoteZh ?? '', withdrawnNoteEn ?? ''),
    },
  };
}
