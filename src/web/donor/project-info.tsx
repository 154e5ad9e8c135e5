import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { type Fact, Facts } from '../ui/facts.js';
import { readableDay } from '../ui/format.js';
import { words } from './donor.words.js';
import type { OrganizationView, ProjectView } from './views.js';

/** 慈善中国, where the plans that societies file can be looked up. */
export const CHARITY_CHINA = 'https://cszg.mca.gov.cn/';

/** Facts about who asks, as the law wants them in a prominent place (慈善法 25). */
export function organizationFacts(organization: OrganizationView, locale: Locale): Fact[] {
  const { certificate } = organization;
  return [
    [
      words(locale, 'project.certificate'),
      certificate &&
        words(locale, 'project.certificate.until', {
          no: certificate.no,
          day: readableDay(certificate.until, locale),
        }),
    ],
    [words(locale, 'project.credit_code'), organization.creditCode],
    [
      words(locale, 'project.contact'),
      [organization.phone, organization.mail].filter(Boolean).join(' · ') || null,
    ],
    [words(locale, 'project.address'), organization.address],
  ];
}

function period({ startsOn, endsOn }: ProjectView, locale: Locale): string | null {
  const from = startsOn && readableDay(startsOn, locale);
  const until = endsOn && readableDay(endsOn, locale);
  if (from && until) return words(locale, 'project.period.range', { from, until });
  if (from) return words(locale, 'project.period.from', { from });
  return until ? words(locale, 'project.period.until', { until }) : null;
}

/** The public information of an appeal: receiver, certificate, plan, period, contact, and how to check them. */
export function ProjectInfo({ project, locale }: { project: ProjectView; locale: Locale }): VNode {
  const { organization } = project;
  return (
    <section class="panel" aria-labelledby="public">
      <h2 id="public">{words(locale, 'project.public')}</h2>
      <Facts
        facts={[
          [
            words(locale, 'project.receiver'),
            <a href={`/organizations/${organization.slug}`}>{organization.name}</a>,
          ],
          [
            words(locale, 'project.filing'),
            project.filingNo ? (
              <span class="code">{project.filingNo}</span>
            ) : (
              words(locale, 'project.filing.pending')
            ),
          ],
          ...organizationFacts(organization, locale).slice(0, 2),
          [words(locale, 'project.executor'), project.executor],
          [words(locale, 'project.period'), period(project, locale)],
          ...organizationFacts(organization, locale).slice(2),
          [words(locale, 'complaints.phone'), organization.complaintPhone],
          [words(locale, 'project.lookup'), words(locale, 'project.lookup.text')],
        ]}
      />
      <p class="links">
        <a href={CHARITY_CHINA} rel="noopener external">
          {words(locale, 'project.lookup.link')}
        </a>
        <a href={`/api/v1/projects/${project.slug}/progress`}>{words(locale, 'project.lookup.data')}</a>
        <a href="/complaints">{words(locale, 'footer.complaints')}</a>
      </p>
    </section>
  );
}
