import type { VNode } from 'preact';
import type { Role } from '../../../staff/rights.service.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { type Problems, problemIn, RoleBoxes } from './rights.view.js';

/** What stands in the form for somebody new. */
export interface TypedAddition {
  readonly loginName: string;
  readonly displayName: string;
  readonly roles: readonly Role[];
  readonly reason: string;
}

function Crumbs({ desk }: { desk: Desk }): VNode {
  return (
    <p class="crumbs">
      <a href={at(desk, '/people')}>{words(desk.locale, 'nav.people')}</a>
    </p>
  );
}

/** The form that asks for somebody new. */
export function additionPage(desk: Desk, props: { typed: TypedAddition; problems: Problems }): VNode {
  const { locale } = desk;
  const { typed, problems } = props;
  const title = words(locale, 'people.add');
  return (
    <DeskPage desk={desk} title={title} current="people">
      <Crumbs desk={desk} />
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'people.addLead')}</p>
      <FormProblems title={words(locale, 'people.refused')} problems={problems} />
      <form method="post" action={at(desk, '/people/additions')}>
        <TextField
          name="display_name"
          label={words(locale, 'people.displayName')}
          hint={words(locale, 'people.displayNameHint')}
          value={typed.displayName}
          problem={problemIn(problems, 'display_name')}
          maxlength={80}
          autocomplete="off"
        />
        <TextField
          name="login_name"
          label={words(locale, 'login.name')}
          hint={words(locale, 'people.loginNameHint')}
          value={typed.loginName}
          problem={problemIn(problems, 'login_name')}
          maxlength={120}
          autocomplete="off"
        />
        <RoleBoxes desk={desk} ticked={typed.roles} problem={problemIn(problems, 'roles')} />
        <TextField
          name="reason"
          label={words(locale, 'people.reason')}
          hint={words(locale, 'people.reasonHint')}
          value={typed.reason}
          problem={problemIn(problems, 'reason')}
          maxlength={500}
        />
        <Button>{words(locale, 'people.ask')}</Button>
      </form>
    </DeskPage>
  );
}

/** The one-time link, shown this once: nothing that is stored leads back to it. */
export function linkPage(desk: Desk, props: { name: string; url: string; approvalId: string }): VNode {
  const { locale } = desk;
  const title = words(locale, 'people.linkTitle', { name: props.name });
  return (
    <DeskPage desk={desk} title={title} current="people" done="requested">
      <Crumbs desk={desk} />
      <h1>{title}</h1>
      <Notice tone="warn" title={words(locale, 'people.linkOnce')}>
        <p>{words(locale, 'people.linkMeans')}</p>
        <p>
          <code>{props.url}</code>
        </p>
      </Notice>
      <p>
        <a href={approvalPath(desk, props.approvalId)}>{words(locale, 'people.toApproval')}</a>
      </p>
    </DeskPage>
  );
}
