import type { VNode } from 'preact';
import { Button } from '../../ui/buttons.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { type Doorstep, PartnerDoorPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** Choosing a password; nothing happens until the button is pressed. */
export function invitationPage(
  props: Doorstep & {
    token: string;
    person: { displayName: string; mail: string } | null;
    problems: Problems;
  },
): VNode {
  const { locale, person, problems } = props;
  const title = words(locale, person ? 'invitation.title' : 'link.spentTitle');
  return (
    <PartnerDoorPage {...props} title={title}>
      <h1>{title}</h1>
      {person ? (
        <>
          <p>{words(locale, 'invitation.greeting', { name: person.displayName, mail: person.mail })}</p>
          <FormProblems title={words(locale, 'refused')} problems={problems} />
          <form method="post" action="/partner/invitation">
            <Hidden name="token" value={props.token} />
            <TextField
              name="password"
              type="password"
              label={words(locale, 'account.next')}
              hint={words(locale, 'account.nextHint')}
              problem={problemIn(problems, 'password')}
              autocomplete="new-password"
              required
            />
            <Button wide>{words(locale, 'invitation.submit')}</Button>
          </form>
        </>
      ) : (
        <>
          <p>{words(locale, 'error.partner_link_spent')}</p>
          <p>
            <a href="/partner/login">{words(locale, 'login.title')}</a>
          </p>
        </>
      )}
    </PartnerDoorPage>
  );
}

/** Asking for a link with which a new password is chosen. */
export function forgottenPage(props: Doorstep & { sent: boolean }): VNode {
  const { locale, sent } = props;
  const title = words(locale, 'forgotten.title');
  return (
    <PartnerDoorPage {...props} title={title}>
      <h1>{title}</h1>
      {sent ? (
        <Notice tone="good" live>
          <p>{words(locale, 'forgotten.sent')}</p>
        </Notice>
      ) : (
        <form method="post" action="/partner/login/forgotten">
          <TextField
            name="mail"
            type="email"
            label={words(locale, 'login.mail')}
            autocomplete="username"
            required
          />
          <Button wide>{words(locale, 'forgotten.submit')}</Button>
        </form>
      )}
      <p>
        <a href="/partner/login">{words(locale, 'login.title')}</a>
      </p>
    </PartnerDoorPage>
  );
}
