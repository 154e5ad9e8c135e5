import type { VNode } from 'preact';
import type { ProfileFields } from '../../../partners/partners.service.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems } from '../../ui/fields.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { type Key, words } from '../partner.words.js';
import type { Problems } from '../partner-forms.js';
import { ProfileInputs } from './profile-fields.js';

/** What the partner says about itself; its owners may change it. */
export function profilePage(
  desk: PartnerDesk,
  props: { given: ProfileFields; problems: Problems; done?: unknown },
): VNode {
  const { locale } = desk;
  const { given, problems } = props;
  const title = words(locale, 'nav.profile');
  return partnerPage({
    ...{ desk, title, current: 'profile', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'profile.lead')}</p>
        <FormProblems title={words(locale, 'refused')} problems={problems} />
        {desk.person.role === 'owner' ? (
          <form method="post" action="/partner/profile" class="panel">
            <ProfileInputs locale={locale} given={given} problems={problems} />
            <Button>{words(locale, 'save')}</Button>
          </form>
        ) : (
          <Facts
            facts={[
              [words(locale, 'profile.nameZh'), given.nameZh],
              [words(locale, 'profile.nameEn'), given.nameEn],
              [words(locale, 'profile.kind'), words(locale, `profile.kind.${given.kind}` as Key)],
              [words(locale, 'profile.website'), given.website],
              [words(locale, 'profile.introduction'), given.introduction],
            ]}
          />
        )}
      </>
    ),
  });
}
