import type { ComponentChildren, VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { assetUrl } from '../ui/site-assets.js';
import { embedWords } from './embed.words.js';
import { type Layout, links, type Theme } from './embed-links.js';
import { newestRelease } from './embed-releases.js';
import type { Widget } from './widgets.service.js';

interface FrameDocumentProps {
  readonly locale: Locale;
  readonly title: string;
  readonly canonical?: string;
  readonly children: ComponentChildren;
}

function FrameDocument({ locale, title, canonical, children }: FrameDocumentProps): VNode {
  return (
    <html lang={locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <meta name="robots" content="noindex" />
        {canonical && <link rel="canonical" href={canonical} />}
        <link rel="stylesheet" href={`/embed/${newestRelease().version}/boai.css`} />
        <script src={assetUrl('embed-frame.js')} defer />
        {canonical && (
          <noscript>
            <meta http-equiv="refresh" content="60" />
          </noscript>
        )}
      </head>
      <body class="frame">{children}</body>
    </html>
  );
}

export interface FramePageProps {
  readonly widget: Widget;
  readonly locale: Locale;
  readonly layout: Layout;
  readonly theme: Theme;
  readonly channel: string | undefined;
  readonly publicUrl: string;
}

/**
 * A project's box as a page of its own, for a frame on a partner's page: the look of the custom element, complete
 * without scripts. It has no form: giving happens on our own page in a window of its own (charity.md G5).
 */
export function FramePage(props: FramePageProps): VNode {
  const { widget, locale, layout, theme, channel, publicUrl } = props;
  const { project } = widget.snapshot;
  const { progress, texts } = widget.answer;
  const said = texts[locale];
  const to = links(publicUrl);
  return (
    <FrameDocument locale={locale} title={said.name} canonical={to.project(project.slug)}>
      <main
        class={`boai layout-${layout} ${theme}`}
        aria-label={said.name}
        data-frame
        data-widget={`/embed/v1/widget/${project.slug}`}
        data-seq={progress.ledger_seq}
        data-stale={said.stale}
      >
        <h1 class="name" data-t="name">
          {said.name}
        </h1>
        <p class="by" data-t="by">
          {said.by}
        </p>
        <p class="sum">
          <b class="raised" data-t="raised">
            {said.raised}
          </b>
          <span data-t="label">{said.label}</span>
        </p>
        {progress.percent !== null && (
          <progress
            class="bar"
            max={100}
            value={Math.min(100, progress.percent)}
            aria-label={said.bar}
            data-t="bar"
          >
            {said.bar}
          </progress>
        )}
        <p class="meta" data-t="meta">
          {said.meta}
        </p>
        <p class="asof" data-t="asof">
          {said.asof}
        </p>
        <a class="cta" href={to.project(project.slug, channel)} target="_blank" rel="noopener">
          <span data-t="cta">{said.cta}</span>
          <span class="note" data-t="note">
            {said.note}
          </span>
          <span class="vh" data-t="opens">
            {said.opens}
          </span>
        </a>
      </main>
    </FrameDocument>
  );
}

/** What a frame shows when there is nothing to show: a sentence, and the way to our own pages. */
export function FrameProblem(props: { locale: Locale; title: string; text: string }): VNode {
  const { locale, title, text } = props;
  return (
    <FrameDocument locale={locale} title={title}>
      <main class="boai layout-card auto" aria-label={title} data-frame>
        <h1 class="name">{title}</h1>
        <p>{text}</p>
        <a class="cta" href="/" target="_blank" rel="noopener">
          {embedWords(locale, 'home')} <span class="vh">{embedWords(locale, 'opens')}</span>
        </a>
      </main>
    </FrameDocument>
  );
}
