import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import { readableTime, Time } from '../../ui/format.js';
import { Pager, Table } from '../../ui/tables.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import { countOf } from '../project-card.js';
import type { Frame, GiftLine, ProgressView } from '../views.js';

interface DonorsPageProps {
  readonly frame: Frame;
  readonly project: { readonly slug: string; readonly name: string; readonly zone: string };
  readonly progress: ProgressView;
  readonly gifts: readonly GiftLine[];
  /** Whether this is the first page. */
  readonly first: boolean;
  /** Number in the books before which the earlier ones lie; null at the end. */
  readonly next: bigint | null;
}

/** The gifts of a project, the newest first, a page at a time: the whole list adds up to what was raised. */
export function DonorsPage({ frame, project, progress, gifts, first, next }: DonorsPageProps): VNode {
  const { locale } = frame;
  const { slug, name, zone } = project;
  const here = `/projects/${slug}/donors`;
  return (
    <DonorPage
      frame={frame}
      title={words(locale, 'donors.of', { project: name })}
      {...(first ? { path: here } : {})}
    >
      <div class="wrap wrap-narrow">
        <p class="crumbs">
          <a href={`/projects/${slug}`}>{name}</a>
        </p>
        <h1>{words(locale, 'donors.title')}</h1>
        <p>
          {words(locale, 'donors.lead', {
            donations: countOf('donations', progress.donations, locale),
            raised: readableMoney(progress.raised, locale),
            time: readableTime(progress.asOf, locale, zone),
            seq: progress.ledgerSeq,
          })}
        </p>
        <Table
          caption={words(locale, 'donors.title')}
          hideCaption
          columns={[
            { head: words(locale, 'donors.who') },
            { head: words(locale, 'donors.amount'), number: true },
            { head: words(locale, 'donors.at') },
          ]}
          rows={gifts.map(({ label, message, dedication, amount, at }) => [
            <>
              {label}
              {dedication && <span class="soft small"> {dedication}</span>}
              {message && <q dir="auto">{message}</q>}
            </>,
            readableMoney(amount, locale),
            <Time at={at} locale={locale} zone={zone} />,
          ])}
          empty={words(locale, first ? 'donors.none' : 'donors.no_more')}
        />
        <Pager
          label={words(locale, 'donors.pages')}
          previous={first ? undefined : { href: here, text: words(locale, 'donors.newest') }}
          next={
            next === null
              ? undefined
              : { href: `${here}?before=${next}`, text: words(locale, 'donors.older') }
          }
        />
        <p class="soft small">{words(locale, 'donors.note')}</p>
      </div>
    </DonorPage>
  );
}
