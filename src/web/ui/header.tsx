import type { ComponentChildren, VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { inLanguage } from './document.js';
import { Mark } from './mark.js';
import { uiWords } from './ui.words.js';

/** One place of the navigation. */
export interface Place {
  readonly href: string;
  readonly text: ComponentChildren;
  readonly current?: boolean;
}

/** The same page in the other language. `url` is the page's path and query. */
export function LanguageSwitch({ locale, url }: { locale: Locale; url: string }): VNode {
  const other: Locale = locale === 'en' ? 'zh-CN' : 'en';
  return (
    <a href={inLanguage(url, other)} lang={other} hreflang={other} rel="nofollow">
      {uiWords(locale, 'otherLanguage')}
    </a>
  );
}

/** The head of every page: our mark and name, the places to go, and whatever stands at its end. */
export function SiteHeader(props: {
  name: string;
  home: string;
  navLabel: string;
  places: readonly Place[];
  end?: ComponentChildren;
}): VNode {
  return (
    <header class="site-header">
      <div class="wrap">
        <a class="brand" href={props.home}>
          <Mark />
          {props.name}
        </a>
        <nav class="site-nav" aria-label={props.navLabel}>
          {props.places.map((place) => (
            <a key={place.href} href={place.href} aria-current={place.current ? 'page' : undefined}>
              {place.text}
            </a>
          ))}
          {props.end}
        </nav>
      </div>
    </header>
  );
}
