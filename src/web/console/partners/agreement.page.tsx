import type { VNode } from 'preact';
import { Facts } from '../../ui/facts.js';
import { FormProblems } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, sentence, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { Trail } from '../trail/trail.view.js';
import { type AgreementProps, EndingForms, Paper, TermsForm } from './agreement-forms.view.js';
import { AgreementBadges } from './partners.page.js';

function PartnerFacts({ desk, props }: { desk: Desk; props: AgreementProps }): VNode {
  const { locale, organization } = desk;
  const { partner, people, channels } = props;
  return (
    <>
      <Facts
        facts={[
          [words(locale, 'partners.kind'), words(locale, `partners.kind.${partner.kind}` as Key)],
          [
            words(locale, 'partners.website'),
            partner.website && (
              <a href={partner.website} rel="noopener noreferrer nofollow">
                {partner.website}
              </a>
            ),
          ],
          [words(locale, 'partners.introduction'), partner.introduction],
          [
            words(locale, 'partners.channels'),
            channels.map(({ code, nameZh }) => `${nameZh} (${code})`).join(' · '),
          ],
        ]}
      />
      <Table
        caption={words(locale, 'partners.people')}
        columns={[
          { head: words(locale, 'account.name') },
          { head: words(locale, 'partners.mail') },
          { head: words(locale, 'people.roles') },
          { head: words(locale, 'partners.joined') },
        ]}
        rows={people.map((person) => [
          person.displayName,
          person.mail,
          words(locale, `partners.role.${person.role}`),
          person.joinedAt ? (
            <Time at={person.joinedAt} locale={locale} zone={organization.timeZone} />
          ) : (
            words(locale, 'partners.invited')
          ),
        ])}
      />
    </>
  );
}

function Terms({ desk, props }: { desk: Desk; props: AgreementProps }): VNode {
  const { locale } = desk;
  const { agreement } = props;
  return (
    <Facts
      facts={[
        [words(locale, 'partners.number'), agreement.number],
        [
          words(locale, 'partners.span'),
          agreement.validFrom &&
            agreement.validUntil &&
            `${readableDay(agreement.validFrom, locale)} – ${readableDay(agreement.validUntil, locale)}`,
        ],
        [words(locale, 'partners.evaluation'), agreement.evaluation],
        [words(locale, 'partners.reason'), agreement.reason],
      ]}
    />
  );
}

/** One agreement: who the partner is, its papers, the evaluation, and what may be done now. */
export function agreementPage(desk: Desk, props: AgreementProps): VNode {
  const { locale } = desk;
  const { agreement, partner, lacking } = props;
  const acts = mayAct(desk, 'partner-manager', 'administrator');
  const title = nameOf(partner, locale);
  return (
    <DeskPage desk={desk} title={title} current="partners" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/partners')}>{words(locale, 'nav.partners')}</a>
      </p>
      <h1>
        {title} <AgreementBadges row={props} desk={desk} />
      </h1>
      <FormProblems title={words(locale, 'partners.refused')} problems={props.problems} />
      {partner.suspendedReason && (
        <Notice tone="bad">
          <p>{words(locale, 'partners.suspendedBecause', { reason: partner.suspendedReason })}</p>
        </Notice>
      )}
      <PartnerFacts desk={desk} props={props} />
      <h2>{words(locale, 'partners.papers')}</h2>
      <Paper desk={desk} props={props} paper="certificate" acts={acts} />
      <Paper desk={desk} props={props} paper="agreement" acts={acts} />
      <h2>{words(locale, 'partners.terms')}</h2>
      {acts && agreement.state === 'draft' ? (
        <TermsForm desk={desk} props={props} />
      ) : (
        <Terms desk={desk} props={props} />
      )}
      {agreement.state === 'draft' && lacking.length > 0 && (
        <Notice title={words(locale, 'partners.lacking')}>
          <ul>
            {lacking.map(({ code }) => (
              <li key={code}>{sentence(locale, `field.${code}`) ?? code}</li>
            ))}
          </ul>
        </Notice>
      )}
      {acts && <EndingForms desk={desk} props={props} />}
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
