import type { Locale } from '../../platform/i18n/locale.js';
import { LAYOUT_HEIGHTS, type Layout, links } from './embed-links.js';
import { sandboxedFrame } from './embed-snippets.js';
import type { Widget } from './widgets.service.js';

/** What a consumer may be told to keep, in seconds. The numbers inside the frame stay live. */
const CACHE_AGE = 3600;
const WIDTH = 600;
/** Narrower than this no layout can be read. */
const WIDTH_MIN = 200;
const THUMBNAIL_WIDTH_MIN = 320;
const THUMBNAIL_WIDTH_MAX = 1200;

/** The box a consumer has room for, in pixels. */
export interface Room {
  readonly maxWidth: number;
  readonly maxHeight: number;
}

export interface OembedQuestion {
  readonly widget: Widget;
  readonly room: Room;
  readonly channel: string | undefined;
  readonly locale: Locale;
  readonly publicUrl: string;
  readonly providerName: string;
}

/** An answer of oEmbed 1.0 (https://oembed.com). */
export type OembedAnswer = Readonly<Record<string, string | number>>;

/**
 * What a consumer shows for a page of ours: the frame in the largest layout that fits its room. Where none fits, the
 * answer is of type "link": a name and an address, which every consumer can show.
 */
export function oembedAnswer(question: OembedQuestion): OembedAnswer {
  const { widget, room, channel, locale, publicUrl, providerName } = question;
  const { project } = widget.snapshot;
  const { name } = widget.answer.texts[locale];
  const { nameZh, nameEn, slug } = widget.organization;
  const base = publicUrl.replace(/\/+$/, '');
  const answer = {
    version: '1.0',
    title: name,
    author_name: locale === 'en' && nameEn.trim() !== '' ? nameEn : nameZh,
    author_url: `${base}/organizations/${slug}`,
    provider_name: providerName,
    provider_url: `${base}/`,
    cache_age: CACHE_AGE,
    ...thumbnail(question),
  };
  const layout = layoutFor(room);
  if (!layout) return { ...answer, type: 'link' };
  const [width, height] = [Math.min(WIDTH, room.maxWidth), LAYOUT_HEIGHTS[layout]];
  const look = { layout, theme: 'auto' as const, lang: locale };
  const html = sandboxedFrame({ publicUrl, slug: project.slug, name, channel, ...look }, { width, height });
  return { ...answer, type: 'rich', html, width, height };
}

function layoutFor({ maxWidth, maxHeight }: Room): Layout | undefined {
  if (maxWidth < WIDTH_MIN) return undefined;
  return (['card', 'bar', 'button'] as const).find((layout) => LAYOUT_HEIGHTS[layout] <= maxHeight);
}

/** The card's picture in the consumer's room, 16:9; absent where it would be too small to read. */
function thumbnail({ widget, room, channel, locale, publicUrl }: OembedQuestion): OembedAnswer {
  const widest = Math.min(THUMBNAIL_WIDTH_MAX, room.maxWidth, Math.floor((room.maxHeight * 16) / 9));
  // Both sides whole numbers, so that the picture is exactly as large as we say.
  const width = widest - (widest % 16);
  if (width < THUMBNAIL_WIDTH_MIN) return {};
  return {
    thumbnail_url: links(publicUrl).card(widget.snapshot.project.slug, {
      ratio: '16:9',
      width,
      channel,
      lang: locale,
    }),
    thumbnail_width: width,
    thumbnail_height: (width / 16) * 9,
  };
}
