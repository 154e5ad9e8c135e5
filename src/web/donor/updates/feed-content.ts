import type { Locale } from '../../../platform/i18n/locale.js';
import type { ProgressAnswer } from '../../../progress/progress.queries.js';
import { paragraphs } from '../view-making.js';
import { linkPieces } from './linked-text.js';

/** A file that goes with an update. */
export interface FeedPicture {
  readonly url: string;
  readonly alt: string;
  readonly contentType: string;
  readonly bytes: number;
}

/** An update in a feed. */
export interface FeedItem {
  /** The same for ever, whatever is corrected. */
  readonly guid: string;
  readonly url: string;
  readonly title: string;
  readonly text: string;
  readonly language: Locale;
  readonly picture: FeedPicture | null;
  readonly publishedAt: Date;
  readonly revisedAt: Date;
}

/** What both kinds of feed are made from. Addresses are absolute. */
export interface FeedContent {
  readonly title: string;
  readonly summary: string;
  /** The figures in a sentence, with the moment and the ledger's number at which they were true. */
  readonly progressLine: string;
  readonly progress: ProgressAnswer;
  readonly locale: Locale;
  readonly pageUrl: string;
  readonly selfUrl: string;
  readonly pictureUrl: string | null;
  /** Where the figures are explained. */
  readonly docsUrl: string;
  readonly publisher: { readonly name: string; readonly url: string };
  readonly items: readonly FeedItem[];
}

/** Characters that no XML document may hold, escaped or not. */
const NOT_IN_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;
const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A text as it may stand in XML or HTML, in an element or an attribute. */
export function escaped(text: string): string {
  return text.replace(NOT_IN_XML, '').replace(/[&<>"']/g, (sign) => ESCAPES[sign] ?? sign);
}

/** An item as HTML: its picture, then paragraphs with links, everything that was typed escaped. */
export function htmlOf({ picture, text }: FeedItem): string {
  const image = picture ? `<p><img src="${escaped(picture.url)}" alt="${escaped(picture.alt)}"></p>` : '';
  const body = paragraphs(text).map((paragraph) => {
    const pieces = linkPieces(paragraph).map(({ text, href }) =>
      href === null ? escaped(text) : `<a href="${escaped(href)}">${escaped(text)}</a>`,
    );
    return `<p>${pieces.join('')}</p>`;
  });
  return image + body.join('');
}

/** When anything in the feed was new last. */
export function changedAt({ progress, items }: FeedContent): Date {
  const moments = [Date.parse(progress.as_of), ...items.map(({ revisedAt }) => revisedAt.getTime())];
  return new Date(Math.max(...moments));
}
