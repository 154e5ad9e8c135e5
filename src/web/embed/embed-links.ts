import type { Locale } from '../../platform/i18n/locale.js';

/** Forms of a widget, and the height in pixels that each takes at any width from 240 pixels on. */
export const LAYOUT_HEIGHTS = { card: 268, bar: 132, button: 60 } as const;
export type Layout = keyof typeof LAYOUT_HEIGHTS;
export type Theme = 'auto' | 'light' | 'dark';
export type CardRatio = '16:9' | '1:1' | '3:4';

/** How a frame looks; what is absent is a card in the colours and the language of the reader. */
export interface Look {
  readonly layout?: Layout | undefined;
  readonly theme?: Theme | undefined;
  readonly lang?: Locale | undefined;
}

/** Shape and width in pixels of a card's picture; absent = 16:9, 1080 pixels, Chinese, no channel in its code. */
export interface CardOptions {
  readonly ratio?: CardRatio | undefined;
  readonly width?: number | undefined;
  readonly channel?: string | undefined;
  readonly lang?: Locale | undefined;
}

/** Public addresses that partners paste: every page, snippet and picture takes them from here. */
export interface EmbedLinks {
  /** The moving script: always the newest of version 1. */
  readonly script: string;
  /** The moving script that fits a frame's height to its content. */
  readonly resize: string;
  readonly manifest: string;
  /** The script of one version, whose bytes never change. */
  immutableScript(version: string): string;
  immutableResize(version: string): string;
  /** A project's own page, where gifts are given. */
  project(slug: string, channel?: string): string;
  /** A channel's short link; with a slug it leads to that project. */
  channel(code: string, slug?: string): string;
  /** The page for a frame on a partner's page. */
  frame(slug: string, channel?: string, look?: Look): string;
  badge(slug: string, lang?: Locale): string;
  card(slug: string, options?: CardOptions): string;
  poster(slug: string, channel?: string, lang?: Locale): string;
  /** Pictures, texts and papers for an article in WeChat, as a ZIP. */
  articleKit(slug: string, channel?: string): string;
  /** What an oEmbed consumer asks for a page of ours. */
  oembed(page: string): string;
}

/** The addresses below a public address ("https://give.example.org", a slash at its end does not matter). */
export function links(publicUrl: string): EmbedLinks {
  const base = publicUrl.replace(/\/+$/, '');
  const below = (slug: string, rest = '') => `${base}/embed/projects/${encodeURIComponent(slug)}${rest}`;
  return {
    script: `${base}/embed/v1/boai.js`,
    resize: `${base}/embed/v1/resize.js`,
    manifest: `${base}/embed/manifest.json`,
    immutableScript: (version) => `${base}/embed/${version}/boai.js`,
    immutableResize: (version) => `${base}/embed/${version}/resize.js`,
    project: (slug, channel) =>
      asked(`${base}/projects/${encodeURIComponent(slug)}`, { ch: channel || undefined }),
    channel: (code, slug) => asked(`${base}/c/${encodeURIComponent(code)}`, { project: slug }),
    frame: (slug, channel, { layout, theme, lang } = {}) =>
      asked(below(slug), { ch: channel || undefined, layout, theme, lang }),
    badge: (slug, lang) => asked(below(slug, '/badge.svg'), { lang }),
    card: (slug, { ratio, width, channel, lang } = {}) =>
      asked(below(slug, '/card.png'), { w: width?.toString(), ratio, ch: channel || undefined, lang }),
    poster: (slug, channel, lang) => asked(below(slug, '/poster.png'), { ch: channel || undefined, lang }),
    articleKit: (slug, channel) => asked(below(slug, '/wechat-kit.zip'), { ch: channel || undefined }),
    oembed: (page) => asked(`${base}/oembed`, { format: 'json', url: page }),
  };
}

function asked(url: string, values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((each): each is [string, string] => each[1] !== undefined);
  return given.length === 0 ? url : `${url}?${new URLSearchParams(given)}`;
}
