import type { VNode } from 'preact';
import { Facts } from '../ui/facts.js';
import { Badge } from '../ui/notices.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { ProjectCards } from './project-card.js';
import { CHARITY_CHINA, organizationFacts } from './project-info.js';
import type { Frame, OrganizationView, ProjectCardView } from './views.js';

interface Named {
  readonly slug: string;
  readonly name: string;
}

export interface OrganizationPageProps {
  readonly frame: Frame;
  readonly organization: OrganizationView;
  /** Holder, bank and last digits of the dedicated donation account; null while none was agreed to. */
  readonly bankAccount: string | null;
  /** The city society of a county chapter. */
  readonly parent: Named | null;
  readonly chapters: readonly Named[];
  readonly projects: readonly ProjectCardView[];
}

const linkTo = ({ slug, name }: Named) => <a href={`/organizations/${slug}`}>{name}</a>;

/** By what right it raises funds, how to reach it, and where to complain. */
function Permit({ frame: { locale }, organization, bankAccount, parent }: OrganizationPageProps): VNode {
  const { complaintPhone: phone, mail } = organization;
  return (
    <section class="panel" aria-labelledby="info">
      <h2 id="info">{words(locale, 'organization.info')}</h2>
      {!organization.certificate && <p>{words(locale, 'organization.certificate.none')}</p>}
      <Facts
        facts={[
          ...organizationFacts(organization, locale),
          [words(locale, 'organization.parent'), parent && linkTo(parent)],
          [words(locale, 'organization.account'), bankAccount],
          [words(locale, 'complaints.phone'), phone],
        ]}
      />
      {phone && mail && (
        <p class="complaint-line">{words(locale, 'organization.complain', { phone, mail })}</p>
      )}
    </section>
  );
}

function People({ frame: { locale }, organization: { people } }: OrganizationPageProps): VNode | null {
  if (people.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="people">
      <h2 id="people">{words(locale, 'organization.people')}</h2>
      <Facts facts={people.map(({ office, name }) => [office, name])} />
    </section>
  );
}

/** Where its books and figures can be checked. */
function Published({ frame: { locale }, organization: { slug } }: OrganizationPageProps): VNode {
  return (
    <section class="panel" aria-labelledby="open">
      <h2 id="open">{words(locale, 'organization.open')}</h2>
      <ul class="link-list">
        <li>
          <a href={`/disclosure/books/${slug}`}>{words(locale, 'organization.open.books')}</a>
        </li>
        <li>
          <a href="/api/v1/disclosure/annual">{words(locale, 'organization.open.annual')}</a>
        </li>
        <li>
          <a href="/receipts/verify">{words(locale, 'organization.open.verify')}</a>
        </li>
        <li>
          <a href={CHARITY_CHINA} rel="noopener external">
            {words(locale, 'organization.open.charity')}
          </a>
        </li>
      </ul>
    </section>
  );
}

function Projects({ frame: { locale }, projects }: OrganizationPageProps): VNode {
  const running = projects.filter(({ closed }) => !closed);
  const ended = projects.filter(({ closed }) => closed);
  return (
    <section aria-labelledby="projects">
      <h2 id="projects">{words(locale, 'organization.projects')}</h2>
      {projects.length === 0 && <p class="soft">{words(locale, 'organization.none')}</p>}
      {running.length > 0 && <ProjectCards projects={running} locale={locale} />}
      {ended.length > 0 && (
        <>
          <h3>{words(locale, 'organization.ended')}</h3>
          <ProjectCards projects={ended} locale={locale} />
        </>
      )}
    </section>
  );
}

/** A society or chapter: who answers for it, by what right it raises funds, how to reach it, and its projects. */
export function OrganizationPage(props: OrganizationPageProps): VNode {
  const { frame, organization, chapters } = props;
  const { locale } = frame;
  return (
    <DonorPage
      frame={frame}
      title={organization.name}
      description={organization.about[0]}
      path={`/organizations/${organization.slug}`}
    >
      <div class="wrap">
        <div class="badges">
          {organization.certificate && <Badge tone="good">{words(locale, 'project.certified')}</Badge>}
        </div>
        <h1>{organization.name}</h1>
        <div class="two-columns">
          <div>
            {organization.about.length > 0 && (
              <section class="story" aria-labelledby="about">
                <h2 id="about">{words(locale, 'organization.about')}</h2>
                {organization.about.map((paragraph, index) => (
                  <p key={index}>{paragraph}</p>
                ))}
              </section>
            )}
            <Permit {...props} />
          </div>
          <div>
            <People {...props} />
            <Published {...props} />
          </div>
        </div>
        <Projects {...props} />
        {chapters.length > 0 && (
          <section aria-labelledby="chapters">
            <h2 id="chapters">{words(locale, 'organization.chapters')}</h2>
            <ul class="links">
              {chapters.map((chapter) => (
                <li key={chapter.slug}>{linkTo(chapter)}</li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </DonorPage>
  );
}
