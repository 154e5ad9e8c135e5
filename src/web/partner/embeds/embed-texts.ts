import type { Locale } from '../../../platform/i18n/locale.js';
import { type Layout, links, type Theme } from '../../embed/embed-links.js';
import { newestRelease } from '../../embed/embed-releases.js';
import {
  badgeSnippet,
  elementSnippet,
  frameSnippet,
  linkSnippet,
  policyLines,
  type SnippetChoice,
  spaceRule,
} from '../../embed/embed-snippets.js';
import type { Key } from '../partner.words.js';

/** A snippet as the page shows it: its name, what it is for, and the text. */
export interface EmbedText {
  readonly id: string;
  readonly label: Key;
  readonly hint: Key;
  readonly text: string;
}

/** What was chosen on the page. */
export interface EmbedChoice extends SnippetChoice {
  readonly layout: Layout;
  readonly theme: Theme;
  readonly lang: Locale;
}

/** The name of a published script with its hash. */
function pinned(name: string): { version: string; integrity: string } | undefined {
  const { version, files } = newestRelease();
  const integrity = files.get(name)?.integrity;
  return integrity === undefined ? undefined : { version, integrity };
}

const text = (name: string, content: string): EmbedText => ({
  id: `embed-${name}`,
  label: `embeds.${name}` as Key,
  hint: `embeds.${name}Hint` as Key,
  text: content,
});

/** All that can be pasted into pages, articles and posts for a choice, the simplest first. */
export function embedTexts(choice: EmbedChoice): EmbedText[] {
  const to = links(choice.publicUrl);
  const { slug, channel, layout } = choice;
  const page = to.project(slug, channel);
  return [
    text('script', elementSnippet(choice)),
    text('strict', elementSnippet(choice, { pinned: pinned('boai.js'), style: false })),
    text('policy', [...policyLines(choice.publicUrl), '', spaceRule(layout)].join('\n')),
    text('frame', frameSnippet(choice, { pinned: pinned('resize.js') })),
    text('plainFrame', frameSnippet(choice, { resize: false })),
    text('link', linkSnippet(choice)),
    text('address', page),
    text('badge', badgeSnippet(choice)),
    text('oembed', to.oembed(page)),
  ];
}
