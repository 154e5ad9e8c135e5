import type { VNode } from 'preact';
import { Button } from '../ui/buttons.js';
import { SelectField, TextField } from '../ui/fields.js';
import { readableCount } from '../ui/format.js';
import { Pager } from '../ui/tables.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { ProjectCards } from './project-card.js';
import { LIST_STATES, type ProjectSearch, searchAddress } from './project-search.js';
import type { Frame, ProjectCardView } from './views.js';

export interface ProjectsPageProps {
  readonly frame: Frame;
  readonly search: ProjectSearch;
  /** How many projects the search found in all. */
  readonly found: number;
  readonly page: number;
  readonly pages: number;
  readonly cards: readonly ProjectCardView[];
}

function SearchForm({ frame: { locale }, search }: ProjectsPageProps): VNode {
  return (
    <search aria-label={words(locale, 'search.label')}>
      <form method="get" action="/projects" class="filters">
        <TextField
          name="q"
          type="search"
          label={words(locale, 'search.words')}
          value={search.words}
          maxlength={60}
          autocomplete="off"
        />
        <SelectField
          name="state"
          label={words(locale, 'search.state')}
          value={search.state}
          options={LIST_STATES.map((value) => ({ value, label: words(locale, `search.state.${value}`) }))}
        />
        <Button second>{words(locale, 'search.submit')}</Button>
      </form>
    </search>
  );
}

/** All public projects, running ones first; finished ones stay for ever and can be found by name or number. */
export function ProjectsPage(props: ProjectsPageProps): VNode {
  const { frame, search, found, page, pages, cards } = props;
  const { locale } = frame;
  const whole = search.words === '' && search.state === 'all' && page === 1;
  const step = (to: number, key: 'search.previous' | 'search.next') =>
    to >= 1 && to <= pages ? { href: searchAddress(search, to), text: words(locale, key) } : undefined;
  return (
    <DonorPage
      frame={frame}
      title={words(locale, 'projects.title')}
      description={words(locale, 'projects.lead')}
      {...(whole ? { path: '/projects' } : {})}
    >
      <div class="wrap">
        <h1>{words(locale, 'projects.title')}</h1>
        <p class="soft">{words(locale, 'projects.lead')}</p>
        <SearchForm {...props} />
        <p class="soft small" role="status">
          {found === 1
            ? words(locale, 'search.found.one')
            : words(locale, 'search.found', { count: readableCount(found, locale) })}
          {pages > 1 && ` · ${words(locale, 'search.page', { page, pages })}`}
        </p>
        {cards.length === 0 ? (
          <p>
            {words(locale, 'search.none')} <a href="/projects">{words(locale, 'search.clear')}</a>
          </p>
        ) : (
          <ProjectCards projects={cards} locale={locale} eager={3} lead={whole} heading="h2" />
        )}
        <Pager
          label={words(locale, 'search.pages')}
          previous={step(page - 1, 'search.previous')}
          next={step(page + 1, 'search.next')}
        />
      </div>
    </DonorPage>
  );
}
