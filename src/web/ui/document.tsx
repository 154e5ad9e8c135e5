import type { ComponentChildren, VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { drawAnew, type Keep } from './kept.js';
import { assetUrl } from './site-assets.js';
import { uiWords } from './ui.words.js';

/** What a page tells search engines and the cards of social networks. */
export interface SharedAs {
  /** Absolute address of this page without `lang`. */
  readonly url: string;
  readonly siteName: string;
  readonly type?: 'website' | 'article';
  readonly picture?: SharedPicture | undefined;
  /** The page as JSON-LD (https://schema.org), escaped for a script element by `jsonForHtml`. */
  readonly data?: string | undefined;
}

/** The picture that a chat or a network shows with a link. */
export interface SharedPicture {
  /** Absolute address. */
  readonly url: string;
  /** In pixels, where they are known. */
  readonly size?: { readonly width: number; readonly height: number };
  readonly alt: string;
}

/** Another form of the same page, for programs: a feed, oEmbed. */
export interface AlternateForm {
  readonly type: string;
  readonly href: string;
  readonly title: string;
}

export interface DocumentProps {
  readonly locale: Locale;
  readonly title: string;
  readonly description?: string | undefined;
  /** Absent = the page is not for search engines (a gift's own page, the console). */
  readonly shared?: SharedAs | undefined;
  readonly alternates?: readonly AlternateForm[] | undefined;
  /** Marks the page as a demonstration. */
  readonly demo: boolean;
  /** Reload for readers without JavaScript; with it, the page's script looks for news more gently. */
  readonly refresh?: { readonly seconds: number; readonly url: string } | undefined;
  /** Names of further stylesheets below `ui/assets`, for a face that needs more than the shared one. */
  readonly styles?: readonly string[];
  /** Names of scripts below `ui/assets`, each one small enhancement. */
  readonly scripts?: readonly string[];
  /** Keeps what follows from the page's own facts alone; absent = drawn anew. */
  readonly keep?: Keep | undefined;
  readonly header: ComponentChildren;
  readonly footer?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** `url` with another value of `lang`, everything else of its query kept. */
export function inLanguage(url: string, locale: Locale): string {
  const [path = '', query = ''] = url.split('?');
  // "//host" and "/\host" would lead to another host.
  const parameters = new URLSearchParams(query);
  parameters.set('lang', locale);
  return `${path.replace(/^[/\\]+/, '/')}?${parameters}`;
}

function PictureMeta({ picture: { url, size, alt } }: { picture: SharedPicture }): VNode {
  return (
    <>
      <meta property="og:image" content={url} />
      {size && <meta property="og:image:width" content={String(size.width)} />}
      {size && <meta property="og:image:height" content={String(size.height)} />}
      <meta property="og:image:alt" content={alt} />
    </>
  );
}

function SharedMeta({ props, shared }: { props: DocumentProps; shared: SharedAs }): VNode {
  return (
    <>
      <link rel="canonical" href={inLanguage(shared.url, props.locale)} />
      <link rel="alternate" hreflang="zh-CN" href={inLanguage(shared.url, 'zh-CN')} />
      <link rel="alternate" hreflang="en" href={inLanguage(shared.url, 'en')} />
      <link rel="alternate" hreflang="x-default" href={shared.url} />
      <meta property="og:type" content={shared.type ?? 'website'} />
      <meta property="og:title" content={props.title} />
      <meta property="og:site_name" content={shared.siteName} />
      <meta property="og:url" content={inLanguage(shared.url, props.locale)} />
      <meta property="og:locale" content={props.locale.replace('-', '_')} />
      {props.description && <meta property="og:description" content={props.description} />}
      {shared.picture && <PictureMeta picture={shared.picture} />}
      <meta name="twitter:card" content={shared.picture ? 'summary_large_image' : 'summary'} />
      {shared.data && <script type="application/ld+json" dangerouslySetInnerHTML={{ __html: shared.data }} />}
    </>
  );
}

/** Everything in the head but other forms of the page, whose addresses may carry the reader's channel. */
function HeadLines(props: DocumentProps): VNode {
  const { shared, refresh } = props;
  return (
    <>
      <meta charSet="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>{props.title}</title>
      {props.description && <meta name="description" content={props.description} />}
      <meta name="theme-color" content="#faf6f0" media="(prefers-color-scheme: light)" />
      <meta name="theme-color" content="#171411" media="(prefers-color-scheme: dark)" />
      <meta name="color-scheme" content="light dark" />
      <meta name="format-detection" content="telephone=no" />
      <link rel="icon" type="image/svg+xml" href={assetUrl('mark.svg')} />
      <link rel="stylesheet" href={assetUrl('site.css')} />
      {props.styles?.map((name) => (
        <link key={name} rel="stylesheet" href={assetUrl(name)} />
      ))}
      {shared ? (
        <SharedMeta props={props} shared={shared} />
      ) : (
        <meta name="robots" content="noindex, nofollow" />
      )}
      {refresh && (
        <noscript>
          <meta http-equiv="refresh" content={`${refresh.seconds};url=${refresh.url}`} />
        </noscript>
      )}
      {props.scripts?.map((name) => (
        <script key={name} src={assetUrl(name)} defer />
      ))}
    </>
  );
}

/** A whole HTML document: head, skip link, demonstration mark, header, main, footer. Every page of every face is one. */
export function Document(props: DocumentProps): VNode {
  const { locale, keep = drawAnew } = props;
  return (
    <html lang={locale}>
      <head>
        {keep('head', () => (
          <HeadLines {...props} />
        ))}
        {props.alternates?.map((form) => (
          <link key={form.href} rel="alternate" type={form.type} href={form.href} title={form.title} />
        ))}
      </head>
      <body>
        <a class="skip" href="#main">
          {uiWords(locale, 'skip')}
        </a>
        {props.demo && (
          <aside class="demo-mark" aria-label={uiWords(locale, 'demo.label')}>
            {uiWords(locale, 'demo')}
          </aside>
        )}
        {props.header}
        <main id="main" tabIndex={-1}>
          {props.children}
        </main>
        {props.footer}
      </body>
    </html>
  );
}
