import type { VNode } from 'preact';
import type { Organization } from '../../../organizations/organization.entity.js';
import type { ApplicationFields } from '../../../partners/partners.service.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, SelectField, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { societyName } from '../agreements/agreements.page.js';
import { type Doorstep, PartnerDoorPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';
import { ProfileInputs } from '../profile/profile-fields.js';

/** The public form with which an outlet applies. */
export function applyPage(
  props: Doorstep & { societies: readonly Organization[]; given: ApplicationFields; problems: Problems },
): VNode {
  const { locale, given, problems, societies } = props;
  const title = words(locale, 'apply.title');
  return (
    <PartnerDoorPage {...props} title={title} wide>
      <h1>{title}</h1>
      <p>{words(locale, 'apply.lead')}</p>
      <Notice title={words(locale, 'apply.howTitle')}>
        <ol>
          <li>{words(locale, 'apply.how1')}</li>
          <li>{words(locale, 'apply.how2')}</li>
          <li>{words(locale, 'apply.how3')}</li>
        </ol>
        <p>{words(locale, 'apply.law')}</p>
      </Notice>
      <FormProblems title={words(locale, 'refused')} problems={problems} />
      <form method="post" action="/partner/apply" class="panel">
        <SelectField
          name="organization"
          label={words(locale, 'apply.organization')}
          options={societies.map((each) => ({ value: each.slug, label: societyName(each, locale) }))}
          value={given.organization}
          problem={problemIn(problems, 'organization')}
        />
        <ProfileInputs locale={locale} given={given} problems={problems} />
        <TextField
          name="display_name"
          label={words(locale, 'apply.person')}
          value={given.displayName}
          problem={problemIn(problems, 'display_name')}
          maxlength={80}
          autocomplete="name"
        />
        <TextField
          name="mail"
          type="email"
          label={words(locale, 'login.mail')}
          hint={words(locale, 'apply.mailHint')}
          value={given.mail}
          problem={problemIn(problems, 'mail')}
          autocomplete="email"
        />
        <Button>{words(locale, 'apply.submit')}</Button>
      </form>
      <p class="small soft">
        {words(locale, 'apply.privacy')} <a href="/privacy">{words(locale, 'apply.privacyLink')}</a>
      </p>
    </PartnerDoorPage>
  );
}

/** After an application, whoever sent it. */
export function appliedPage(props: Doorstep): VNode {
  const { locale } = props;
  const title = words(locale, 'apply.sentTitle');
  return (
    <PartnerDoorPage {...props} title={title}>
      <h1>{title}</h1>
      <p>{words(locale, 'apply.sent')}</p>
      <ButtonLink href="/partner/login" second>
        {words(locale, 'login.title')}
      </ButtonLink>
    </PartnerDoorPage>
  );
}
