import type { VNode } from 'preact';
import type { StaffSession } from '../../../staff/staff-session.entity.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Reachable, Visit } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { nameOf, OwnPage } from '../layout.js';

export interface AccountProps {
  readonly sessions: readonly StaffSession[];
  readonly organizations: readonly (Reachable & { readonly roles: readonly string[] })[];
  readonly done?: unknown;
  /** Sentences for refused fields of the password form. */
  readonly problems?: Readonly<Record<string, string>>;
}

function PasswordForm({
  visit,
  problems,
}: {
  visit: Visit;
  problems: Readonly<Record<string, string>>;
}): VNode {
  const { locale, staff } = visit;
  return (
    <form method="post" action="/console/account/password" class="panel">
      <h2>{words(locale, 'account.password')}</h2>
      {staff.hasPassword && (
        <TextField
          name="current"
          type="password"
          label={words(locale, 'account.current')}
          problem={problems.current}
          autocomplete="current-password"
          required
        />
      )}
      <TextField
        name="next"
        type="password"
        label={words(locale, 'account.next')}
        hint={words(locale, 'account.nextHint')}
        problem={problems.next}
        autocomplete="new-password"
        required
      />
      <Button second>{words(locale, 'account.change')}</Button>
    </form>
  );
}

function SessionRow({ visit, session }: { visit: Visit; session: StaffSession }): VNode {
  const { locale } = visit;
  if (session.id === visit.staff.sessionId)
    return <Badge tone="good">{words(locale, 'account.thisOne')}</Badge>;
  return (
    <form method="post" action={`/console/account/sessions/${session.id}/revocation`}>
      <Button second size="small">
        {words(locale, 'account.revoke')}
      </Button>
    </form>
  );
}

/** One's own account: where one works, password, second factor, sessions. */
export function accountPage(visit: Visit, props: AccountProps): VNode {
  const { locale, staff } = visit;
  const title = words(locale, 'account.title');
  return (
    <OwnPage visit={visit} title={title} done={props.done}>
      <h1>{title}</h1>
      <Facts
        facts={[
          [words(locale, 'account.name'), staff.displayName],
          [words(locale, 'login.name'), staff.loginName],
          ...props.organizations.map(
            (each) =>
              [
                <a href={`/console/${each.slug}`}>{nameOf(each, locale)}</a>,
                each.roles.map((role) => words(locale, `role.${role}` as Key)).join(' · '),
              ] as const,
          ),
        ]}
      />
      <section class="panel">
        <h2>{words(locale, 'account.secondFactor')}</h2>
        <p>{words(locale, props.done === 'enrolled' ? 'account.secondOn' : secondFactorKey(visit))}</p>
        {staff.secondFactor === 'not_needed' && (
          <ButtonLink second href="/console/login/enrolment">
            {words(locale, 'account.secondSetUp')}
          </ButtonLink>
        )}
      </section>
      <PasswordForm visit={visit} problems={props.problems ?? {}} />
      <h2>{words(locale, 'account.sessions')}</h2>
      <Table
        caption={words(locale, 'account.sessions')}
        hideCaption
        columns={[
          { head: words(locale, 'account.since') },
          { head: words(locale, 'account.seen') },
          { head: words(locale, 'account.device') },
          { head: words(locale, 'account.end') },
        ]}
        rows={props.sessions.map((session) => [
          <Time at={session.createdAt} locale={locale} />,
          <Time at={session.lastSeenAt} locale={locale} />,
          <span class="small">{session.userAgent || words(locale, 'unknown')}</span>,
          <SessionRow visit={visit} session={session} />,
        ])}
      />
    </OwnPage>
  );
}

function secondFactorKey({ staff }: Visit): Key {
  return staff.secondFactor === 'verified' ? 'account.secondShown' : 'account.secondOff';
}
