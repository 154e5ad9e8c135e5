import type { VNode } from 'preact';
import { Facts } from '../ui/facts.js';
import { Badge } from '../ui/notices.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { ProjectCards } from './project-card.js';
import { organizationFacts } from './project-info.js';
import type { Frame, OrganizationView, ProjectCardView } from './views.js';

export interface OrganizationPageProps {
  readonly frame: Frame;
  readonly organization: OrganizationView;
  /** Holder, bank and last digits of the dedicated donation account; null while none was agreed to. */
  readonly bankAccount: string | null;
  readonly chapters: readonly { readonly slug: string; readonly name: string }[];
  readonly projects: readonly ProjectCardView[];
}

/** A society or chapter: by what right it raises funds, how to reach it, and its projects. */
export function OrganizationPage(props: OrganizationPageProps): VNode {
  const { frame, organization, bankAccount, chapters, projects } = props;
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={organization.name} path={`/organizations/${organization.slug}`}>
      <div class="wrap">
        <div class="badges">
          {organization.certificate && <Badge tone="good">{words(locale, 'project.certified')}</Badge>}
        </div>
        <h1>{organization.name}</h1>
        <section class="panel" aria-labelledby="info">
          <h2 id="info">{words(locale, 'organization.info')}</h2>
          {!organization.certificate && <p>{words(locale, 'organization.certificate.none')}</p>}
          <Facts
            facts={[
              ...organizationFacts(organization, locale),
              [words(locale, 'organization.account'), bankAccount],
              [words(locale, 'complaints.phone'), organization.complaintPhone],
            ]}
          />
        </section>
        <section aria-labelledby="projects">
          <h2 id="projects">{words(locale, 'organization.projects')}</h2>
          {projects.length === 0 ? (
            <p class="soft">{words(locale, 'organization.none')}</p>
          ) : (
            <ProjectCards projects={projects} locale={locale} />
          )}
        </section>
        {chapters.length > 0 && (
          <section aria-labelledby="chapters">
            <h2 id="chapters">{words(locale, 'organization.chapters')}</h2>
            <ul class="links">
              {chapters.map((chapter) => (
                <li key={chapter.slug}>
                  <a href={`/organizations/${chapter.slug}`}>{chapter.name}</a>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </DonorPage>
  );
}
