import type { ComponentChildren, VNode } from 'preact';
import { Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { Frame, UpdateLine } from '../views.js';
import { feedForms } from './feed-links.js';
import { LinkedText } from './linked-text.js';
import { UpdateList } from './update-list.js';
import type { UpdateView } from './update-views.js';

/** Whose updates they are. */
export interface UpdatesOf {
  readonly slug: string;
  readonly name: string;
  readonly organization: string;
  readonly zone: string;
}

interface UpdatesPageProps {
  readonly frame: Frame;
  readonly project: UpdatesOf;
  readonly updates: readonly UpdateLine[];
  /** Whether this is the first page. */
  readonly first: boolean;
  /** Where older ones begin; null at the end. */
  readonly next: number | null;
}

/** All that a project tells, the newest first, a page at a time. */
export function UpdatesPage({ frame, project, updates, first, next }: UpdatesPageProps): VNode {
  const { locale } = frame;
  const { slug, name, zone } = project;
  const here = `/projects/${slug}/updates`;
  const title = words(locale, 'updates.of', { project: name });
  return (
    <DonorPage
      frame={frame}
      title={title}
      {...(first ? { path: here } : {})}
      alternates={feedForms(slug, name, locale)}
    >
      <div class="wrap">
        <p class="crumbs">
          <a href={`/projects/${slug}`}>{name}</a>
        </p>
        <h1>{title}</h1>
        {updates.length === 0 ? (
          <p class="soft">{words(locale, first ? 'updates.none' : 'updates.no_more')}</p>
        ) : (
          <UpdateList updates={updates} locale={locale} zone={zone} />
        )}
        <nav class="spread" aria-label={words(locale, 'updates.pages')}>
          {first ? <span /> : <a href={here}>{words(locale, 'updates.newest')}</a>}
          {next !== null && <a href={`${here}?before=${next}`}>{words(locale, 'updates.older')}</a>}
        </nav>
        <p class="soft small">
          {words(locale, 'updates.follow')}{' '}
          {feedForms(slug, name, locale).map(({ href }, index) => (
            <>
              {index > 0 && ' · '}
              <a href={href}>{index === 0 ? 'RSS' : 'JSON Feed'}</a>
            </>
          ))}
        </p>
      </div>
    </DonorPage>
  );
}

interface UpdatePageProps {
  readonly frame: Frame;
  readonly project: UpdatesOf;
  readonly update: UpdateView;
  /** Said above a preview, which is private. */
  readonly preview?: ComponentChildren;
}

function Corrections({ frame: { locale }, update, project: { zone } }: UpdatePageProps): VNode | null {
  if (update.corrections.length === 0) return null;
  return (
    <Notice title={words(locale, 'update.corrected')}>
      <ul>
        {update.corrections.map(({ at, note }) => (
          <li key={at.toISOString()}>
            <Time at={at} locale={locale} zone={zone} />
            {locale === 'en' ? ': ' : '：'}
            {note}
          </li>
        ))}
      </ul>
      {update.earlier.map(({ revision, publishedAt, title, text, lang }) => (
        <details key={revision}>
          <summary>
            {words(locale, 'update.earlier')} <Time at={publishedAt} locale={locale} zone={zone} />
          </summary>
          <div lang={lang ?? undefined}>
            <p>
              <strong>{title}</strong>
            </p>
            <LinkedText text={text} />
          </div>
        </details>
      ))}
    </Notice>
  );
}

/** One update at its lasting address; withdrawn, the address says so and why. */
export function UpdatePage(props: UpdatePageProps): VNode {
  const { frame, project, update, preview } = props;
  const { locale } = frame;
  const { slug, name, organization, zone } = project;
  const { withdrawn, picture } = update;
  const title = withdrawn ? words(locale, 'update.withdrawn') : update.title;
  const isShared = !withdrawn && !preview;
  return (
    <DonorPage
      frame={frame}
      title={withdrawn ? title : `${title} · ${name}`}
      {...(isShared ? { path: `/projects/${slug}/updates/${update.number}` } : {})}
      shared={
        picture && !withdrawn
          ? { picture: { url: frame.publicUrl + picture.href, alt: picture.alt } }
          : undefined
      }
      alternates={isShared ? feedForms(slug, name, locale) : []}
    >
      <div class="wrap">
        {preview}
        <p class="crumbs">
          <a href={`/projects/${slug}`}>{name}</a> ·{' '}
          <a href={`/projects/${slug}/updates`}>{words(locale, 'updates.title')}</a>
        </p>
        <article class="story update">
          <h1 lang={(!withdrawn && update.lang) || undefined}>{title}</h1>
          <p class="soft small">
            {organization} · <Time at={update.publishedAt} locale={locale} zone={zone} />
          </p>
          {withdrawn ? (
            <Notice tone="warn">
              <p>
                <Time at={withdrawn.at} locale={locale} zone={zone} />
                {locale === 'en' ? ': ' : '：'}
                {withdrawn.note}
              </p>
            </Notice>
          ) : (
            <>
              <Corrections {...props} />
              {picture && <img src={picture.href} alt={picture.alt} width={1200} height={675} />}
              <div lang={update.lang ?? undefined}>
                <LinkedText text={update.text} />
              </div>
            </>
          )}
        </article>
        <p>
          <a href={`/projects/${slug}`}>{words(locale, 'update.project')}</a>
        </p>
      </div>
    </DonorPage>
  );
}
