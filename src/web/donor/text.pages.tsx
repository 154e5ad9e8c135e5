import type { VNode } from 'preact';
import { Facts } from '../ui/facts.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import { CHARITY_CHINA } from './project-info.js';
import type { Frame, OrganizationView } from './views.js';

const SECTIONS = ['1', 'monthly', '2', '3', '4', '5'] as const;

/** What is collected, what is public, how it is kept, and the reader's rights. */
export function PrivacyPage({ frame }: { frame: Frame }): VNode {
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={words(locale, 'privacy.title')} path="/privacy">
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'privacy.title')}</h1>
        {SECTIONS.map((section) => (
          <section key={section}>
            <h2>{words(locale, `privacy.${section}.head`)}</h2>
            <p>{words(locale, `privacy.${section}.text`)}</p>
          </section>
        ))}
      </div>
    </DonorPage>
  );
}

/** Whom to turn to, for each organisation that receives gifts. */
export function ComplaintsPage(props: { frame: Frame; organizations: readonly OrganizationView[] }): VNode {
  const { locale } = props.frame;
  return (
    <DonorPage frame={props.frame} title={words(locale, 'complaints.title')} path="/complaints">
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'complaints.title')}</h1>
        <p>{words(locale, 'complaints.lead')}</p>
        {props.organizations.map((organization) => (
          <section class="panel" key={organization.slug}>
            <h2>{organization.name}</h2>
            <Facts
              facts={[
                [words(locale, 'complaints.phone'), organization.complaintPhone],
                [words(locale, 'organization.phone'), organization.phone],
                [words(locale, 'organization.mail'), organization.mail],
                [words(locale, 'project.address'), organization.address],
              ]}
            />
          </section>
        ))}
        <p>{words(locale, 'complaints.authority')}</p>
        <p class="links">
          <a href={CHARITY_CHINA} rel="noopener external">
            {words(locale, 'project.lookup.link')}
          </a>
        </p>
      </div>
    </DonorPage>
  );
}
