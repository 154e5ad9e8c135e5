import type { ComponentChildren, VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { Document } from '../ui/document.js';
import { LanguageSwitch } from '../ui/header.js';
import { Mark } from '../ui/mark.js';
import { Notice } from '../ui/notices.js';
import type { PartnerDesk } from './access/partner-desk.js';
import { sentence, words } from './partner.words.js';
import { PARTNER_PLACES, type PartnerPlace } from './places.js';

function Brand({ locale }: { locale: Locale }): VNode {
  return (
    <a class="brand" href="/partner">
      <Mark />
      {words(locale, 'brand')}
    </a>
  );
}

function Account({ desk }: { desk: PartnerDesk }): VNode {
  return (
    <div class="console-account">
      <a href="/partner/account">{desk.person.displayName}</a>
      <form method="post" action="/partner/logout">
        <button type="submit" class="plain-button">
          {words(desk.locale, 'logout')}
        </button>
      </form>
      <LanguageSwitch locale={desk.locale} url={desk.url} />
    </div>
  );
}

function Places({ desk, current }: { desk: PartnerDesk; current: PartnerPlace | null }): VNode {
  const open = PARTNER_PLACES.filter(([, , when]) => desk.standing === 'active' || when === 'resting');
  return (
    <nav class="console-nav" aria-label={words(desk.locale, 'nav.label')}>
      {open.map(([name, path]) => (
        <a key={name} href={path} aria-current={name === current ? 'page' : undefined}>
          {words(desk.locale, `nav.${name}`)}
        </a>
      ))}
    </nav>
  );
}

/** What was just done, from the query of the page that a form led to; unknown words say nothing. */
function Done({ locale, done }: { locale: Locale; done: unknown }): VNode | null {
  const text = typeof done === 'string' ? sentence(locale, `done.${done}`) : undefined;
  return text === undefined ? null : (
    <Notice tone="good" live>
      <p>{text}</p>
    </Notice>
  );
}

/** A page of a signed-in partner. */
export function partnerPage(props: {
  readonly title: string;
  readonly desk: PartnerDesk;
  /** The place that is marked in the navigation. */
  readonly current?: PartnerPlace | null;
  /** The `done` of the page's query. */
  readonly done?: unknown;
  /** Names of scripts and further stylesheets below `ui/assets`. */
  readonly scripts?: readonly string[];
  readonly styles?: readonly string[];
  readonly children: ComponentChildren;
}): VNode {
  const { desk, title, scripts, styles = [] } = props;
  return (
    <Document
      locale={desk.locale}
      title={`${title} · ${desk.partnerName}`}
      demo={desk.demo}
      styles={['console.css', ...styles]}
      {...(scripts ? { scripts } : {})}
      header={
        <header class="console-header">
          <div class="console-bar">
            <Brand locale={desk.locale} />
            <p class="console-organization">{desk.partnerName}</p>
            <Account desk={desk} />
          </div>
          <Places desk={desk} current={props.current ?? null} />
        </header>
      }
    >
      <div class="console-main">
        <Done locale={desk.locale} done={props.done} />
        {props.children}
      </div>
    </Document>
  );
}

/** What a page in front of the partners' door is made for. */
export interface Doorstep {
  readonly locale: Locale;
  readonly url: string;
  readonly demo: boolean;
}

/** A page in front of the door: login, application, errors. */
export function PartnerDoorPage(
  props: Doorstep & { readonly title: string; readonly wide?: boolean; readonly children: ComponentChildren },
): VNode {
  return (
    <Document
      locale={props.locale}
      title={`${props.title} · ${words(props.locale, 'brand')}`}
      demo={props.demo}
      styles={['console.css']}
      header={
        <header class="console-header">
          <div class="console-bar">
            <Brand locale={props.locale} />
            <div class="console-account">
              <LanguageSwitch locale={props.locale} url={props.url} />
            </div>
          </div>
        </header>
      }
    >
      <div class={`console-main ${props.wide ? 'console-narrow' : 'console-door'}`}>{props.children}</div>
    </Document>
  );
}
