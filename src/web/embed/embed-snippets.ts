import type { Locale } from '../../platform/i18n/locale.js';
import { LAYOUT_HEIGHTS, type Layout, links, type Theme } from './embed-links.js';

/** What a partner has chosen for a widget. */
export interface SnippetChoice {
  readonly publicUrl: string;
  readonly slug: string;
  /** The project's name in `lang`, for the frame's title. */
  readonly name: string;
  readonly channel?: string | undefined;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly lang: Locale;
}

/** A published version and the hash of its file, for pages that pin what they run. */
export interface PinnedScript {
  readonly version: string;
  readonly integrity: string;
}

const GIVE: Readonly<Record<Locale, string>> = { 'zh-CN': '我要捐款', en: 'Donate' };

/** A text as an attribute's value or an element's content. */
function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function scriptTag(src: string, pinned?: PinnedScript): string {
  const pins = pinned ? ` integrity="${escaped(pinned.integrity)}" crossorigin="anonymous"` : '';
  return `<script async src="${escaped(src)}"${pins}></script>`;
}

/**
 * The element with its script: live numbers, and the plain link inside for readers without scripts.
 * @param pinned names one version by its hash instead of always the newest.
 * @param style false leaves the inline style out, for pages whose security policy forbids it; their own stylesheet
 *   then gives `boai-project` its height (`spaceRule`).
 */
export function elementSnippet(
  choice: SnippetChoice,
  { pinned, style = true }: { pinned?: PinnedScript | undefined; style?: boolean } = {},
): string {
  const to = links(choice.publicUrl);
  const src = pinned ? to.immutableScript(pinned.version) : to.script;
  const attributes = [
    `project="${escaped(choice.slug)}"`,
    ...(choice.channel ? [`channel="${escaped(choice.channel)}"`] : []),
    ...(choice.layout === 'card' ? [] : [`layout="${choice.layout}"`]),
    ...(choice.theme === 'auto' ? [] : [`theme="${choice.theme}"`]),
    `lang="${choice.lang}"`,
    ...(style ? [`style="display:block;min-height:${LAYOUT_HEIGHTS[choice.layout]}px"`] : []),
  ];
  return [
    scriptTag(src, pinned),
    `<boai-project ${attributes.join(' ')}>${linkSnippet(choice)}</boai-project>`,
  ].join('\n');
}

/** The rule that holds the element's space before its script runs, for a page's own stylesheet. */
export function spaceRule(layout: Layout): string {
  return `boai-project { display: block; min-height: ${LAYOUT_HEIGHTS[layout]}px; }`;
}

/** The frame for pages that run no script of ours, with the line that fits its height to the content. */
export function frameSnippet(
  choice: SnippetChoice,
  { pinned, resize = true }: { pinned?: PinnedScript | undefined; resize?: boolean } = {},
): string {
  const to = links(choice.publicUrl);
  const { slug, channel, layout, theme, lang } = choice;
  const src = to.frame(slug, channel, { layout, theme: theme === 'auto' ? undefined : theme, lang });
  const frame =
    `<iframe src="${escaped(src)}" title="${escaped(choice.name)}" width="100%" ` +
    `height="${LAYOUT_HEIGHTS[layout]}" loading="lazy" scrolling="no" frameborder="0"></iframe>`;
  if (!resize) return frame;
  return [scriptTag(pinned ? to.immutableResize(pinned.version) : to.resize, pinned), frame].join('\n');
}

/**
 * The frame for sites that ask by oEmbed: a fixed size, and only what its button needs is allowed.
 * It keeps its own origin, which the widget's own requests come from.
 */
export function sandboxedFrame(
  { publicUrl, slug, name, channel, layout, lang }: SnippetChoice,
  { width, height }: { width: number; height: number },
): string {
  const src = links(publicUrl).frame(slug, channel, { layout, lang });
  return (
    `<iframe src="${escaped(src)}" title="${escaped(name)}" width="${width}" height="${height}" ` +
    'sandbox="allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox" ' +
    'loading="lazy" scrolling="no" frameborder="0"></iframe>'
  );
}

/** The plain link, which works everywhere and keeps the channel. */
export function linkSnippet({ publicUrl, slug, channel, lang }: SnippetChoice): string {
  return `<a href="${escaped(links(publicUrl).project(slug, channel))}">${GIVE[lang]}</a>`;
}

/** The badge as a picture that leads to the project. */
export function badgeSnippet({ publicUrl, slug, channel, name }: SnippetChoice): string {
  const to = links(publicUrl);
  const picture = `<img src="${escaped(to.badge(slug))}" alt="${escaped(name)}">`;
  return `<a href="${escaped(to.project(slug, channel))}">${picture}</a>`;
}

/** What a page with a strict content security policy must allow for the element. */
export function policyLines(publicUrl: string): string[] {
  const { origin } = new URL(publicUrl);
  return [`script-src ${origin}`, `connect-src ${origin}`, `img-src ${origin}`];
}
