import type { VNode } from 'preact';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { Frame } from '../views.js';
import { Balance, FiledUses, SpendingLines, UseChanged } from './spending.view.js';
import type { SpendingView } from './spending-shape.js';

interface Props {
  readonly frame: Frame;
  readonly project: { readonly name: string; readonly organization: string };
  readonly spending: SpendingView;
  readonly first: boolean;
  /** Number before which older payments begin; null at the end. */
  readonly next: string | null;
}

/** All payments of a project, the newest first, a page at a time; printed, it is a list for the file. */
export function SpendingPage({ frame, project, spending, first, next }: Props): VNode {
  const { locale } = frame;
  const { slug, lines } = spending;
  const here = `/projects/${slug}/spending`;
  const title = words(locale, 'spending.of', { project: project.name });
  return (
    <DonorPage frame={frame} title={title} {...(first ? { path: here } : {})}>
      <div class="wrap wrap-narrow">
        <p class="crumbs">
          <a href={`/projects/${slug}`}>{project.name}</a>
        </p>
        <h1>{title}</h1>
        <p class="soft">{project.organization}</p>
        <UseChanged spending={spending} locale={locale} />
        <Balance spending={spending} locale={locale} />
        <p class="soft small">{words(locale, 'spending.order')}</p>
        <h2>{words(locale, 'spending.payments')}</h2>
        {lines.length === 0 ? (
          <p class="soft">{words(locale, first ? 'spending.none' : 'spending.noMore')}</p>
        ) : (
          <SpendingLines lines={lines} locale={locale} />
        )}
        <nav class="spread no-print" aria-label={words(locale, 'spending.pages')}>
          {first ? <span /> : <a href={here}>{words(locale, 'spending.newest')}</a>}
          {next !== null && <a href={`${here}?before=${next}`}>{words(locale, 'spending.older')}</a>}
        </nav>
        <FiledUses spending={spending} locale={locale} />
        <p class="links no-print">
          <a href={`${here}.csv?lang=${locale}`}>{words(locale, 'spending.csv')}</a>
          <a href={`/api/v1/projects/${slug}/spending`}>{words(locale, 'spending.api')}</a>
          <a href="/complaints">{words(locale, 'footer.complaints')}</a>
        </p>
      </div>
    </DonorPage>
  );
}
