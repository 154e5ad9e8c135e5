import type { VNode } from 'preact';
import type { PublishedDay, PublishedKey } from '../../../disclosure/books.queries.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { Frame } from '../views.js';

/** Whose books there are. */
export function OrganizationsBooksPage(props: {
  frame: Frame;
  organizations: readonly { readonly slug: string; readonly name: string }[];
}): VNode {
  const { frame, organizations } = props;
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={words(locale, 'books.title')} path="/disclosure/books">
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'books.title')}</h1>
        <p>{words(locale, 'books.lead')}</p>
        {organizations.length === 0 && <p class="soft">{words(locale, 'books.noOrganizations')}</p>}
        <ul class="links">
          {organizations.map(({ slug, name }) => (
            <li key={slug}>
              <a href={`/disclosure/books/${slug}`}>{name}</a>
            </li>
          ))}
        </ul>
      </div>
    </DonorPage>
  );
}

interface BooksProps {
  readonly frame: Frame;
  readonly slug: string;
  readonly name: string;
  readonly timeZone: string;
  readonly days: readonly PublishedDay[];
  readonly key: PublishedKey | null;
}

/** How a stranger proves these files. */
function HowToCheck({ frame: { locale }, slug, days, key }: BooksProps): VNode {
  const [newest] = days;
  return (
    <section class="panel" aria-labelledby="check">
      <h2 id="check">{words(locale, 'books.check')}</h2>
      <p>{words(locale, 'books.check.text')}</p>
      <p>
        <code>npm run verify-books -- {newest?.file ?? '2026-01-01.json'} --keys boai-keys.json</code>
      </p>
      {key && (
        <p>
          {words(locale, 'books.fingerprint')}
          <br />
          <code class="code">{key.fingerprint.replace(/.{4}(?=.)/g, '$& ')}</code>
        </p>
      )}
      <ul class="links">
        <li>
          <a href="/.well-known/boai-keys.json">{words(locale, 'books.keys')}</a>
        </li>
        <li>
          <a href={`/disclosure/books/${slug}/index.json`}>{words(locale, 'books.list')}</a>
        </li>
      </ul>
    </section>
  );
}

function dayCell(day: PublishedDay, { frame: { locale } }: BooksProps): VNode {
  return (
    <>
      {readableDay(day.date, locale)}{' '}
      {(day.revision > 1 || !day.newest) && (
        <span class="nowrap soft">{words(locale, 'books.revision', { n: day.revision })}</span>
      )}
      {day.reopened && <Badge tone="warn">{words(locale, 'books.open')}</Badge>}
      {day.covers_from !== day.date && (
        <small class="soft">
          {' '}
          {words(locale, 'books.covers', { day: readableDay(day.covers_from, locale) })}
        </small>
      )}
    </>
  );
}

/** The closed days of one organization with their signed files. */
export function BooksPage(props: BooksProps): VNode {
  const { frame, slug, name, timeZone, days } = props;
  const { locale } = frame;
  const title = `${words(locale, 'books.title')} · ${name}`;
  return (
    <DonorPage frame={frame} title={title} path={`/disclosure/books/${slug}`}>
      <div class="wrap">
        <h1>{words(locale, 'books.title')}</h1>
        <p>
          <a href={`/organizations/${slug}`}>{name}</a>
        </p>
        <p>{words(locale, 'books.lead')}</p>
        <h2>{words(locale, 'books.days')}</h2>
        <Table
          caption={words(locale, 'books.days')}
          hideCaption
          columns={[
            { head: words(locale, 'books.day') },
            { head: words(locale, 'books.rows'), number: true },
            { head: words(locale, 'books.signed') },
            { head: words(locale, 'books.root') },
            { head: words(locale, 'books.file') },
          ]}
          rows={days.map((day) => [
            dayCell(day, props),
            readableCount(day.count, locale),
            <Time at={new Date(day.signed_at)} locale={locale} zone={timeZone} />,
            <code title={day.root}>{day.root.slice(0, 16)}</code>,
            <a href={`/disclosure/books/${slug}/${day.file}`}>{day.file}</a>,
          ])}
          empty={words(locale, 'books.none')}
        />
        <HowToCheck {...props} />
      </div>
    </DonorPage>
  );
}
