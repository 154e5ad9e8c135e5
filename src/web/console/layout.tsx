import type { ComponentChildren, VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { Document } from '../ui/document.js';
import { LanguageSwitch } from '../ui/header.js';
import { Mark } from '../ui/mark.js';
import { Badge, Notice } from '../ui/notices.js';
import { type Desk, maySee, type Visit } from './access/visit.js';
import { type Key, sentence, words } from './console.words.js';
import { openGroups, type PlaceName } from './places.js';

export type { PlaceName } from './places.js';

/** The organization's name in the reader's language. */
export function nameOf(organization: { nameZh: string; nameEn: string }, locale: Locale): string {
  return locale === 'en' ? organization.nameEn : organization.nameZh;
}

/** The address of a place below an organization. */
export function at(desk: Desk, path: string): string {
  return `/console/${desk.organization.slug}${path}`;
}

function Brand({ locale }: { locale: Locale }): VNode {
  return (
    <a class="brand" href="/console">
      <Mark />
      {words(locale, 'brand')}
    </a>
  );
}

function Account({ visit }: { visit: Visit }): VNode {
  return (
    <div class="console-account">
      <a href="/console/account">{visit.staff.displayName}</a>
      <form method="post" action="/console/logout">
        <button type="submit" class="plain-button">
          {words(visit.locale, 'logout')}
        </button>
      </form>
      <LanguageSwitch locale={visit.locale} url={visit.url} />
    </div>
  );
}

function OrganizationSwitch({ desk }: { desk: Desk }): VNode {
  const { organization, reachable, locale, standing } = desk;
  const others = reachable.filter(({ slug }) => slug !== organization.slug);
  const name = (
    <>
      {nameOf(organization, locale)}
      {standing.readOnly && <Badge>{words(locale, 'readOnly')}</Badge>}
    </>
  );
  if (others.length === 0) return <p class="console-organization">{name}</p>;
  return (
    <details class="console-organization">
      <summary>{name}</summary>
      <ul>
        {others.map((each) => (
          <li key={each.slug}>
            <a href={`/console/${each.slug}`}>{nameOf(each, locale)}</a>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Places({ desk, current }: { desk: Desk; current: PlaceName | null }): VNode {
  const groups = openGroups((...roles) => maySee(desk, ...roles));
  const here = groups.find(({ places }) => places.some(({ name }) => name === current));
  const waiting = desk.approvalsOpen > 0 && <Badge tone="warn">{desk.approvalsOpen}</Badge>;
  return (
    <>
      <nav class="console-nav" aria-label={words(desk.locale, 'nav.label')}>
        {groups.map(({ group, places }) => (
          <a
            key={group}
            href={at(desk, places[0]?.path ?? '')}
            aria-current={group === here?.group ? 'true' : undefined}
          >
            {words(desk.locale, `nav.group.${group}`)}
            {group === 'today' && waiting}
          </a>
        ))}
      </nav>
      {here && here.places.length > 1 && (
        <nav class="console-nav console-subnav" aria-label={words(desk.locale, `nav.group.${here.group}`)}>
          {here.places.map(({ name, path }) => (
            <a key={name} href={at(desk, path)} aria-current={name === current ? 'page' : undefined}>
              {words(desk.locale, `nav.${name}` as Key)}
              {name === 'approvals' && waiting}
            </a>
          ))}
        </nav>
      )}
    </>
  );
}

/** What was just done, from the query of the page that a form led to; unknown words say nothing. */
export function Done({ locale, done }: { locale: Locale; done: unknown }): VNode | null {
  const text = typeof done === 'string' ? sentence(locale, `done.${done}`) : undefined;
  return text === undefined ? null : (
    <Notice tone="good" live>
      <p>{text}</p>
    </Notice>
  );
}

/** A page inside an organization. */
export function DeskPage(props: {
  desk: Desk;
  title: string;
  current: PlaceName | null;
  done?: unknown;
  /** Names of scripts below `ui/assets`. */
  scripts?: readonly string[];
  /** Looks again after so many seconds where scripts do not run. */
  refreshSeconds?: number | undefined;
  children: ComponentChildren;
}): VNode {
  const { desk, title, current, scripts, refreshSeconds } = props;
  return (
    <Document
      locale={desk.locale}
      title={`${title} · ${nameOf(desk.organization, desk.locale)}`}
      demo={desk.demo}
      styles={['console.css']}
      {...(scripts ? { scripts } : {})}
      refresh={refreshSeconds === undefined ? undefined : { seconds: refreshSeconds, url: desk.url }}
      header={
        <header class="console-header">
          <div class="console-bar">
            <Brand locale={desk.locale} />
            <OrganizationSwitch desk={desk} />
            <Account visit={desk} />
          </div>
          <Places desk={desk} current={current} />
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

/** A page of a signed-in person outside any organization. */
export function OwnPage(props: {
  visit: Visit;
  title: string;
  done?: unknown;
  children: ComponentChildren;
}): VNode {
  const { visit, title } = props;
  return (
    <Document
      locale={visit.locale}
      title={title}
      demo={visit.demo}
      styles={['console.css']}
      header={
        <header class="console-header">
          <div class="console-bar">
            <Brand locale={visit.locale} />
            <Account visit={visit} />
          </div>
        </header>
      }
    >
      <div class="console-main console-narrow">
        <Done locale={visit.locale} done={props.done} />
        {props.children}
      </div>
    </Document>
  );
}

/** A page in front of the door: login and errors. */
export function DoorPage(props: {
  locale: Locale;
  url: string;
  demo: boolean;
  title: string;
  children: ComponentChildren;
}): VNode {
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
      <div class="console-main console-door">{props.children}</div>
    </Document>
  );
}
