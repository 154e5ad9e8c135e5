import type { ComponentChildren, VNode } from 'preact';
import type { OverlayTheme } from '../../../partners/overlay.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { assetUrl } from '../../ui/site-assets.js';
import type { OverlayAbsence } from './live-overlays.service.js';
import { overlayWords } from './overlay.words.js';
import type { OverlayAnswer } from './overlay-answer.js';

/** `bar`: title, total, bar, names and code in a box; `ticker`: one line along the lower edge. */
export type OverlayLayout = 'bar' | 'ticker';

/** What a picture without JavaScript waits before it is asked for again. */
const REFRESH_SECONDS = 30;

function OverlayDocument(props: {
  readonly locale: Locale;
  readonly title: string;
  readonly live: boolean;
  readonly children: ComponentChildren;
}): VNode {
  return (
    <html lang={props.locale}>
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex, nofollow" />
        <meta name="referrer" content="no-referrer" />
        <title>{props.title}</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href={assetUrl('overlay.css')} />
        {props.live && <script src={assetUrl('overlay.js')} defer />}
        {props.live && (
          <noscript>
            <meta http-equiv="refresh" content={String(REFRESH_SECONDS)} />
          </noscript>
        )}
      </head>
      <body>{props.children}</body>
    </html>
  );
}

/**
 * An overlay with its newest state. The script only exchanges texts of the elements that stand here, so the page is as
 * large after a day as it was at first.
 */
export function overlayPage(props: {
  readonly locale: Locale;
  readonly answer: OverlayAnswer;
  readonly stream: string;
  readonly layout: OverlayLayout;
  readonly theme: OverlayTheme;
  /** Address of the picture of a QR code; null = without one. */
  readonly qr: string | null;
}): VNode {
  const { locale, answer, layout, qr } = props;
  const texts = answer.texts[locale];
  return (
    <OverlayDocument locale={locale} title={`${texts.title} · ${overlayWords(locale, 'page')}`} live>
      <main id="overlay" class={`overlay ${layout} ${props.theme}`} data-stream={props.stream}>
        <div class="words">
          <h1 class="title" data-text="title">
            {texts.title}
          </h1>
          <p class="sum">
            <strong data-text="raised">{texts.raised}</strong> <span data-text="label">{texts.label}</span>
          </p>
          <div class="bar" hidden={texts.goal === ''}>
            <progress max={100} value={Math.min(answer.percent ?? 0, 100)} aria-label={texts.bar} />
            <p class="goal" data-text="goal">
              {texts.goal}
            </p>
          </div>
          <p class="meta" data-text="meta">
            {texts.meta}
          </p>
          <p class="names" data-names={JSON.stringify(texts.names)}>
            {texts.names[0] ?? ''}
          </p>
        </div>
        {qr !== null && (
          <figure class="code">
            <img src={qr} width={148} height={148} alt="" />
            <figcaption>{overlayWords(locale, 'qr')}</figcaption>
          </figure>
        )}
      </main>
    </OverlayDocument>
  );
}

/**
 * A page for when there is nothing to show. It may be on air at this moment, so it is empty to the eye; its title and
 * whoever reads the text learn why.
 */
export function absentOverlayPage(absence: OverlayAbsence, locale: Locale): VNode {
  return (
    <OverlayDocument locale={locale} title={overlayWords(locale, `${absence}.title`)} live={false}>
      <h1 class="unseen">{overlayWords(locale, absence)}</h1>
    </OverlayDocument>
  );
}
