import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Button } from '../../ui/buttons.js';
import { Hidden, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import { words } from '../console.words.js';
import { DoorPage } from '../layout.js';

interface DoorProps {
  readonly locale: Locale;
  readonly url: string;
  readonly demo: boolean;
}

/** Name and password. */
export function loginPage(
  props: DoorProps & { to: string | null; name?: string; problem?: string; loggedOut?: boolean },
): VNode {
  const { locale } = props;
  return (
    <DoorPage {...props} title={words(locale, 'login.title')}>
      <h1>{words(locale, 'login.title')}</h1>
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
      <form method="post" action="/console/login">
        {props.to && <Hidden name="to" value={props.to} />}
        <TextField
          name="name"
          label={words(locale, 'login.name')}
          value={props.name}
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
      <p class="small soft">{words(locale, 'login.help')}</p>
    </DoorPage>
  );
}

/** A one-time link: nothing happens until the button is pressed, so that a previewing mail client spends no link. */
export function loginLinkPage(props: DoorProps & { token: string; person: string | null }): VNode {
  const { locale, person } = props;
  const title = words(locale, person ? 'link.title' : 'link.spentTitle');
  return (
    <DoorPage {...props} title={title}>
      <h1>{title}</h1>
      {person ? (
        <>
          <p>{words(locale, 'link.greeting', { name: person })}</p>
          {props.demo && (
            <Notice tone="warn">
              <p>{words(locale, 'link.demo')}</p>
            </Notice>
          )}
          <form method="post" action="/console/login/link">
            <Hidden name="token" value={props.token} />
            <Button wide>{words(locale, 'link.submit')}</Button>
          </form>
          <p class="small soft">{words(locale, 'link.note')}</p>
        </>
      ) : (
        <>
          <p>{words(locale, 'error.login_link_spent')}</p>
          <p>
            <a href="/console/login">{words(locale, 'login.title')}</a>
          </p>
        </>
      )}
    </DoorPage>
  );
}
