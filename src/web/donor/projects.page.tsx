import type { VNode } from 'preact';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { ProjectCards } from './project-card.js';
import type { Frame, ProjectCardView } from './views.js';

export interface ProjectsPageProps {
  readonly frame: Frame;
  readonly running: readonly ProjectCardView[];
  readonly closed: readonly ProjectCardView[];
}

/** All public projects; closed ones stay for ever. */
export function ProjectsPage({ frame, running, closed }: ProjectsPageProps): VNode {
  const { locale } = frame;
  return (
    <DonorPage
      frame={frame}
      title={words(locale, 'projects.title')}
      description={words(locale, 'projects.lead')}
      path="/projects"
    >
      <div class="wrap">
        <h1>{words(locale, 'projects.title')}</h1>
        <p class="soft">{words(locale, 'projects.lead')}</p>
        <h2>{words(locale, 'home.running')}</h2>
        {running.length === 0 ? (
          <p>{words(locale, 'home.none')}</p>
        ) : (
          <ProjectCards projects={running} locale={locale} eager={3} lead />
        )}
        {closed.length > 0 && (
          <>
            <h2>{words(locale, 'home.closed')}</h2>
            <ProjectCards projects={closed} locale={locale} />
          </>
        )}
      </div>
    </DonorPage>
  );
}
