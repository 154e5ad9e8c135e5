import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Organization } from '../../../organizations/organization.entity.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, SelectField, TextField } from '../../ui/fields.js';
import { readableDay } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { type Key, words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';
import type { AgreementView } from './desk-agreements.js';

const TONES: Readonly<Record<AgreementView['standing'], Tone>> = {
  draft: 'plain',
  not_begun: 'plain',
  in_force: 'good',
  ends_soon: 'warn',
  expired: 'bad',
  suspended: 'bad',
  ended: 'plain',
};

/** A society's name in the reader's language. */
export function societyName(
  { nameZh, nameEn }: Pick<Organization, 'nameZh' | 'nameEn'>,
  locale: Locale,
): string {
  return locale === 'en' ? nameEn : nameZh;
}

/** The word for how an agreement stands. */
export function StandingBadge({ view, locale }: { view: AgreementView; locale: Locale }): VNode {
  return <Badge tone={TONES[view.standing]}>{words(locale, `agreement.${view.standing}` as Key)}</Badge>;
}

function Paper(props: {
  desk: PartnerDesk;
  view: AgreementView;
  paper: 'certificate' | 'agreement';
  problems: Problems;
}): VNode {
  const { desk, paper, problems } = props;
  const { agreement } = props.view;
  const { locale } = desk;
  const there = (paper === 'certificate' ? agreement.certificateFileId : agreement.agreementFileId) !== null;
  const path = `/partner/agreements/${withPrefix('agr', agreement.id)}/${paper}`;
  const may = agreement.state === 'draft' && desk.person.role === 'owner';
  const name = `${paper}-${agreement.id}`;
  return (
    <div>
      <h3>{words(locale, `agreement.paper.${paper}`)}</h3>
      <p>
        {there ? (
          <a href={path}>{words(locale, 'agreement.download')}</a>
        ) : (
          words(locale, 'agreement.missing')
        )}
      </p>
      {may && (
        <form method="post" action={path} encType="multipart/form-data">
          <TextField
            name={name}
            type="file"
            label={words(locale, there ? 'agreement.replace' : 'agreement.choose')}
            hint={words(locale, `agreement.hint.${paper}`)}
            problem={problemIn(problems, name)}
          />
          <Button second size="small">
            {words(locale, 'agreement.upload')}
          </Button>
        </form>
      )}
    </div>
  );
}

function Agreement(props: { desk: PartnerDesk; view: AgreementView; problems: Problems }): VNode {
  const { desk, view } = props;
  const { agreement, organization } = view;
  const { locale } = desk;
  return (
    <section class="panel">
      <h2>
        {societyName(organization, locale)} <StandingBadge view={view} locale={locale} />
      </h2>
      <p class="soft">
        {words(locale, `agreement.means.${view.standing}` as Key, { days: view.daysLeft ?? 0 })}
      </p>
      <Facts
        facts={[
          [words(locale, 'agreement.number'), agreement.number],
          [
            words(locale, 'agreement.span'),
            agreement.validFrom &&
              agreement.validUntil &&
              `${readableDay(agreement.validFrom, locale)} – ${readableDay(agreement.validUntil, locale)}`,
          ],
          [words(locale, 'agreement.reason'), agreement.reason],
          [words(locale, 'agreement.phone'), organization.phone],
        ]}
      />
      {agreement.state !== 'ended' && (
        <>
          <Paper {...props} paper="certificate" />
          <Paper {...props} paper="agreement" />
        </>
      )}
    </section>
  );
}

/** All agreements, the papers to them, and a society to apply to. */
export function agreementsPage(
  desk: PartnerDesk,
  props: {
    agreements: readonly AgreementView[];
    /** Societies with which a draft may be begun. */
    societies: readonly Organization[];
    problems: Problems;
    done?: unknown;
  },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.agreements');
  return partnerPage({
    ...{ desk, title, current: 'agreements', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'agreement.lead')}</p>
        <FormProblems title={words(locale, 'refused')} problems={props.problems} />
        {props.agreements.map((view) => (
          <Agreement key={view.agreement.id} desk={desk} view={view} problems={props.problems} />
        ))}
        {desk.person.role === 'owner' && props.societies.length > 0 && (
          <form method="post" action="/partner/agreements" class="panel">
            <h2>{words(locale, 'agreement.another')}</h2>
            <SelectField
              name="organization"
              label={words(locale, 'apply.organization')}
              hint={words(locale, 'agreement.anotherHint')}
              options={props.societies.map((each) => ({
                value: each.slug,
                label: societyName(each, locale),
              }))}
              problem={problemIn(props.problems, 'organization')}
            />
            <Button second>{words(locale, 'agreement.begin')}</Button>
          </form>
        )}
      </>
    ),
  });
}
