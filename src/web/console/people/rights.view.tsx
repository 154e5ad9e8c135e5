import type { VNode } from 'preact';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import { ROLES, type Role } from '../../../staff/rights.service.js';
import type { StaffSummary } from '../../../staff/staff.queries.js';
import { Button } from '../../ui/buttons.js';
import { FieldNotes, RadioField, TextField } from '../../ui/fields.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { wordFor, words } from '../console.words.js';

/** What stands in the forms about one person's rights, and what of it was refused. */
export interface TypedRights {
  readonly roles?: readonly Role[];
  readonly reason?: string | undefined;
  readonly act?: string | undefined;
  readonly login_reason?: string | undefined;
  readonly shut_reason?: string | undefined;
}

export type Problems = readonly { readonly field: string; readonly text: string }[];

export const problemIn = (problems: Problems, name: string): string | undefined =>
  problems.find(({ field }) => field === name)?.text;

/** A box for every role, with what it lets its holder do. */
export function RoleBoxes(props: {
  desk: Desk;
  ticked: readonly Role[];
  problem?: string | undefined;
}): VNode {
  const { locale } = props.desk;
  return (
    <fieldset id="roles" aria-describedby={props.problem ? 'roles-problem' : undefined}>
      <legend>{words(locale, 'people.roles')}</legend>
      <FieldNotes name="roles" label="" problem={props.problem} />
      {ROLES.map((role) => (
        <label class="choice" key={role}>
          <input type="checkbox" name="roles" value={role} checked={props.ticked.includes(role)} />
          <span>
            {wordFor(locale, 'role', role)}
            <small>{wordFor(locale, 'people.does', role)}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

interface RightsProps {
  readonly desk: Desk;
  readonly person: StaffSummary;
  /** Address of the person's page. */
  readonly here: string;
  readonly typed: TypedRights;
  readonly problems: Problems;
}

function RolesForm({ desk, person, here, typed, problems }: RightsProps): VNode {
  const { locale } = desk;
  return (
    <form method="post" action={`${here}/roles`}>
      <h3>{words(locale, 'people.changeRoles')}</h3>
      <RoleBoxes desk={desk} ticked={typed.roles ?? person.roles} problem={problemIn(problems, 'roles')} />
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
  );
}

function LoginForm({ desk, person, here, typed, problems }: RightsProps): VNode {
  const { locale } = desk;
  const acts = person.disabledAt
    ? ['let_in']
    : ['login_link', ...(person.secondFactor ? ['second_factor'] : [])];
  return (
    <form method="post" action={`${here}/login`}>
      <h3>{words(locale, 'people.login')}</h3>
      <RadioField
        name="act"
        label={words(locale, 'people.what')}
        problem={problemIn(problems, 'act')}
        value={typed.act ?? acts[0]}
        options={acts.map((act) => ({
          value: act,
          label: wordFor(locale, 'approvalValue.act', act),
          note: wordFor(locale, 'people.means', act),
        }))}
      />
      <TextField
        name="login_reason"
        label={words(locale, 'people.reason')}
        hint={words(locale, 'people.reasonHint')}
        value={typed.login_reason}
        problem={problemIn(problems, 'login_reason')}
        maxlength={500}
      />
      <Button second>{words(locale, 'people.ask')}</Button>
    </form>
  );
}

function ShutOutForm({ desk, here, typed, problems }: RightsProps): VNode {
  const { locale } = desk;
  return (
    <form method="post" action={`${here}/shut-out`}>
      <h3>{words(locale, 'people.shutOut')}</h3>
      <p>{words(locale, 'people.shutOutMeans')}</p>
      <TextField
        name="shut_reason"
        label={words(locale, 'people.reason')}
        value={typed.shut_reason}
        problem={problemIn(problems, 'shut_reason')}
        maxlength={500}
      />
      <Button second>{words(locale, 'people.shutOutNow')}</Button>
    </form>
  );
}

/** What an administrator can do about a person's rights: ask, and in need shut them out at once. */
export function RightsForms(props: RightsProps & { waiting: readonly ApprovalWithVotes[] }): VNode {
  const { desk, person, waiting } = props;
  const { locale } = desk;
  const own = person.id === desk.staff.staffId;
  return (
    <section aria-labelledby="rights">
      <h2 id="rights">{words(locale, 'people.rights')}</h2>
      {own ? (
        <p class="soft">{words(locale, 'error.rights_own')}</p>
      ) : (
        <p class="soft">{words(locale, 'people.two')}</p>
      )}
      {waiting.map((approval) => (
        <Notice tone="warn" key={approval.id}>
          <p>
            {words(locale, 'people.waits')}{' '}
            <a href={approvalPath(desk, approval.id)}>
              {wordFor(locale, 'approvalValue.act', String(approval.payload.act))}
            </a>
          </p>
        </Notice>
      ))}
      {!own && waiting.length === 0 && (
        <>
          <RolesForm {...props} />
          <LoginForm {...props} />
        </>
      )}
      {!own && !person.disabledAt && <ShutOutForm {...props} />}
    </section>
  );
}
