import type { VNode } from 'preact';
import type { Enrolment } from '../../../staff/second-factor.service.js';
import { Button } from '../../ui/buttons.js';
import { Hidden, TextField } from '../../ui/fields.js';
import type { Visit } from '../access/visit.js';
import { words } from '../console.words.js';
import { OwnPage } from '../layout.js';

function CodeField({ visit, problem }: { visit: Visit; problem: string | undefined }): VNode {
  return (
    <TextField
      name="code"
      label={words(visit.locale, 'code.label')}
      hint={words(visit.locale, 'code.hint')}
      problem={problem}
      autocomplete="one-time-code"
      inputmode="numeric"
      maxlength={7}
      required
    />
  );
}

/** The six digits at login. */
export function codePage(visit: Visit, props: { to: string | null; problem?: string }): VNode {
  const title = words(visit.locale, 'code.title');
  return (
    <OwnPage visit={visit} title={title}>
      <h1>{title}</h1>
      <form method="post" action="/console/login/code">
        {props.to && <Hidden name="to" value={props.to} />}
        <CodeField visit={visit} problem={props.problem} />
        <Button wide>{words(visit.locale, 'code.submit')}</Button>
      </form>
    </OwnPage>
  );
}

/** Setting an authenticator app up: QR code, the same secret to type, and a first code as proof. `qr` is a data URL. */
export function enrolmentPage(
  visit: Visit,
  props: { enrolment: Enrolment; qr: string; problem?: string },
): VNode {
  const { locale } = visit;
  const title = words(locale, 'enrol.title');
  const grouped = props.enrolment.secret.replace(/(.{4})(?=.)/g, '$1 ');
  return (
    <OwnPage visit={visit} title={title}>
      <h1>{title}</h1>
      <p>{words(locale, 'enrol.why')}</p>
      <ol>
        <li>{words(locale, 'enrol.scan')}</li>
        <li>{words(locale, 'enrol.type')}</li>
      </ol>
      <figure class="qr">
        <img src={props.qr} width="220" height="220" alt={words(locale, 'enrol.qrAlt')} />
        <figcaption>
          {words(locale, 'enrol.secret')} <code>{grouped}</code>
        </figcaption>
      </figure>
      <form method="post" action="/console/login/enrolment">
        <CodeField visit={visit} problem={props.problem} />
        <Button wide>{words(locale, 'enrol.submit')}</Button>
      </form>
    </OwnPage>
  );
}
