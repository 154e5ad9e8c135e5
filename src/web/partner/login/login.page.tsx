import type { VNode } from 'preact';
import { Button } from '../../ui/buttons.js';
import { Hidden, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { type Doorstep, PartnerDoorPage } from '../frame.js';
import { words } from '../partner.words.js';

/** Address and password. */
export function partnerLoginPage(
  props: Doorstep & { to: string | null; mail?: string; problem?: string; loggedOut?: boolean },
): VNode {
  const { locale } = props;
  const title = words(locale, 'login.title');
  return (
    <PartnerDoorPage {...props} title={title}>
      <h1>{title}</h1>
      {props.loggedOut && (
        <Notice tone="good" live>
          <p>{words(locale, 'login.loggedOut')}</p>
        </Notice>
      )}
      {props.problem && (
        <Notice tone="bad" live>
          <p>{props.problem}</p>
        </Notice>
      )}
      <form method="post" action="/partner/login">
        {props.to && <Hidden name="to" value={props.to} />}
        <TextField
          name="mail"
          type="email"
          label={words(locale, 'login.mail')}
          value={props.mail}
          autocomplete="username"
          required
        />
        <TextField
          name="password"
          type="password"
          label={words(locale, 'login.password')}
          autocomplete="current-password"
          required
        />
        <Button wide>{words(locale, 'login.submit')}</Button>
      </form>
      <p>
        <a href="/partner/login/forgotten">{words(locale, 'login.forgotten')}</a>
      </p>
      <p>
        <a href="/partner/apply">{words(locale, 'login.apply')}</a>
      </p>
    </PartnerDoorPage>
  );
}

/** A one-time link: nothing happens until the button is pressed, so that a previewing mail client spends no link. */
export function partnerLinkPage(props: Doorstep & { token: string; person: string | null }): VNode {
  const { locale, person } = props;
  const title = words(locale, person ? 'link.title' : 'link.spentTitle');
  return (
    <PartnerDoorPage {...props} title={title}>
      <h1>{title}</h1>
      {person ? (
        <>
          <p>{words(locale, 'link.greeting', { name: person })}</p>
          <form method="post" action="/partner/login/link">
            <Hidden name="token" value={props.token} />
            <Button wide>{words(locale, 'link.submit')}</Button>
          </form>
          <p class="small soft">{words(locale, 'link.note')}</p>
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
