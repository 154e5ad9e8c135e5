import { LAYOUT_HEIGHTS, type Layout, type Theme } from './embed-links.js';

const CHANNEL_CODE = /^[A-Za-z0-9]{3,8}$/;

/** A query value as one text; a repeated or missing one is empty. */
export function textFrom(query: unknown, name: string): string {
  const value = (query as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

/** A layout by its name; everything else is a card, so that a misspelt snippet still shows something. */
export function layoutFrom(text: string): Layout {
  return Object.hasOwn(LAYOUT_HEIGHTS, text) ? (text as Layout) : 'card';
}

export function themeFrom(text: string): Theme {
  return text === 'light' || text === 'dark' ? text : 'auto';
}

/** A channel's code that has the form of one; whether there is such a channel is asked where it is kept. */
export function channelFrom(text: string): string | undefined {
  return CHANNEL_CODE.test(text) ? text : undefined;
}

/** Which page of ours an address names, as far as embeds are concerned. */
export interface NamedPage {
  readonly slug: string;
  readonly channel: string | undefined;
  /** What the address says about the language; empty = nothing. */
  readonly lang: string;
}

/**
 * Reads the address of a project's page, of its frame, or of a channel's short link to it.
 * Null when it is not one of ours. Whether it says http or https does not matter, its host and port do.
 */
export function namedPage(address: string, publicUrl: string): NamedPage | null {
  const home = new URL(publicUrl);
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  if (!/^https?:$/.test(url.protocol) || url.host !== home.host) return null;
  const path = url.pathname.replace(/\/+$/, '');
  const channel = channelFrom(url.searchParams.get('ch') ?? '');
  const lang = url.searchParams.get('lang') ?? '';
  const [, slug] = /^\/(?:embed\/)?projects\/([a-z0-9-]{3,60})$/.exec(path) ?? [];
  if (slug !== undefined) return { slug, channel, lang };
  const [, code] = /^\/c\/([A-Za-z0-9]{3,8})$/.exec(path) ?? [];
  const project = url.searchParams.get('project') ?? '';
  if (code !== undefined && /^[a-z0-9-]{3,60}$/.test(project)) return { slug: project, channel: code, lang };
  return null;
}
