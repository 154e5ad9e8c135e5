import type { VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Bar } from '../ui/facts.js';
import { readableCount } from '../ui/format.js';
import { Badge } from '../ui/notices.js';
import { words } from './donor.words.js';
import type { ProgressView, ProjectCardView } from './views.js';

/** "12 gifts", "1 donor". */
export function countOf(thing: 'donations' | 'donors', count: number, locale: Locale): string {
  if (count === 1) return words(locale, `progress.${thing}.one`);
  return words(locale, `progress.${thing}`, { count: readableCount(count, locale) });
}

/** Raised, goal and bar of a project, as text first: the bar only repeats it. */
export function ProgressLine({ progress, locale }: { progress: ProgressView; locale: Locale }): VNode {
  const raised = readableMoney(progress.raised, locale);
  const goal = progress.goal && readableMoney(progress.goal, locale);
  return (
    <>
      <p class="spread">
        <span>
          <span class="raised">{raised}</span> {words(locale, 'progress.raised')}
        </span>
        {goal && <span class="soft small">{words(locale, 'progress.of', { goal })}</span>}
      </p>
      {goal && progress.percent !== null && (
        <Bar
          percent={progress.percent}
          text={words(locale, 'progress.bar', { raised, goal, percent: progress.percent })}
        />
      )}
    </>
  );
}

/** A project in a list; the whole card leads to its page, by one link in its heading. */
export function ProjectCard(props: {
  project: ProjectCardView;
  locale: Locale;
  eager?: boolean;
  heading?: 'h2' | 'h3' | undefined;
}): VNode {
  const { project, locale, heading: Heading = 'h3' } = props;
  const { progress } = project;
  return (
    <article class="card">
      <div class="card-picture">
        {project.picture && (
          <img
            src={project.picture.href}
            alt=""
            width={640}
            height={360}
            loading={props.eager ? 'eager' : 'lazy'}
            decoding="async"
          />
        )}
      </div>
      <div class="card-body">
        <div class="badges">
          {project.emergency && !project.closed && (
            <Badge tone="alert">{words(locale, 'badge.emergency')}</Badge>
          )}
          {project.closed && <Badge>{words(locale, 'badge.closed')}</Badge>}
        </div>
        <Heading>
          <a href={`/projects/${project.slug}`}>{project.name}</a>
        </Heading>
        <p class="card-summary">{project.summary}</p>
        <div class="card-progress">
          <ProgressLine progress={progress} locale={locale} />
          <p class="spread soft">
            <span>
              {progress.donations === 0
                ? words(locale, 'progress.none')
                : countOf('donations', progress.donations, locale)}
            </span>
            {progress.percent !== null && (
              <span class="number">{words(locale, 'progress.percent', { percent: progress.percent })}</span>
            )}
          </p>
        </div>
      </div>
    </article>
  );
}

/** Cards of projects in a list. */
export function ProjectCards(props: {
  projects: readonly ProjectCardView[];
  locale: Locale;
  eager?: number;
  /** Shows the first one wide when it is an emergency. */
  lead?: boolean;
  /** Level of the cards' headings: h3 below a section's own. */
  heading?: 'h2' | 'h3';
}): VNode {
  const wide = (project: ProjectCardView, index: number) => props.lead && index === 0 && project.emergency;
  return (
    <ul class="cards">
      {props.projects.map((project, index) => (
        <li key={project.slug} class={wide(project, index) ? 'wide' : undefined}>
          <ProjectCard
            project={project}
            locale={props.locale}
            eager={index < (props.eager ?? 0)}
            heading={props.heading}
          />
        </li>
      ))}
    </ul>
  );
}
