import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { StaffSummary } from '../../../staff/staff.queries.js';
import type { StaffSession } from '../../../staff/staff-session.entity.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { type Problems, RightsForms, type TypedRights } from './rights.view.js';

function rolesOf(person: StaffSummary, { locale }: Desk): string {
  return person.roles.map((role) => words(locale, `role.${role}` as Key)).join(' · ');
}

function SecondFactor({ person, desk }: { person: StaffSummary; desk: Desk }): VNode {
  const key = person.secondFactor ? 'people.secondOn' : 'people.secondOff';
  const missing = !person.secondFactor && person.roles.includes('approver');
  return (
    <Badge tone={person.secondFactor ? 'good' : missing ? 'warn' : 'plain'}>{words(desk.locale, key)}</Badge>
  );
}

/** Who works here and as what. */
export function peoplePage(desk: Desk, people: readonly StaffSummary[], done?: unknown): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.people');
  return (
    <DeskPage desk={desk} title={title} current="people" done={done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'people.lead')}</p>
      {mayAct(desk, 'administrator') && (
        <p>
          <ButtonLink second href={at(desk, '/people/additions')}>
            {words(locale, 'people.add')}
          </ButtonLink>
        </p>
      )}
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'account.name') },
          { head: words(locale, 'login.name') },
          { head: words(locale, 'people.roles') },
          { head: words(locale, 'account.secondFactor') },
          { head: words(locale, 'day.state') },
        ]}
        rows={people.map((person) => [
          <a href={at(desk, `/people/${withPrefix('stf', person.id)}`)}>{person.displayName}</a>,
          person.loginName,
          rolesOf(person, desk),
          <SecondFactor person={person} desk={desk} />,
          <Badge tone={person.disabledAt ? 'bad' : 'good'}>
            {words(locale, person.disabledAt ? 'people.out' : 'people.in')}
          </Badge>,
        ])}
        empty={words(locale, 'people.none')}
      />
    </DeskPage>
  );
}

export interface PersonProps {
  readonly person: StaffSummary;
  /** Address of this page. */
  readonly here: string;
  readonly sessions: readonly StaffSession[];
  /** Requests about this person's rights that wait for an approver. */
  readonly waiting: readonly ApprovalWithVotes[];
  readonly trail: readonly TrailEvent[];
  readonly typed: TypedRights;
  readonly problems: Problems;
  readonly done?: unknown;
}

/** One person: the logins that stand, their rights, and what was done about them. */
export function personPage(desk: Desk, props: PersonProps): VNode {
  const { locale, organization } = desk;
  const { person, sessions, here } = props;
  const ends = mayAct(desk, 'administrator');
  return (
    <DeskPage desk={desk} title={person.displayName} current="people" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/people')}>{words(locale, 'nav.people')}</a>
      </p>
      <h1>
        {person.displayName} {person.disabledAt && <Badge tone="bad">{words(locale, 'people.out')}</Badge>}
      </h1>
      <FormProblems title={words(locale, 'people.refused')} problems={props.problems} />
      <Facts
        facts={[
          [words(locale, 'login.name'), person.loginName],
          [words(locale, 'people.roles'), rolesOf(person, desk)],
          [words(locale, 'account.secondFactor'), <SecondFactor person={person} desk={desk} />],
        ]}
      />
      <h2>{words(locale, 'account.sessions')}</h2>
      <Table
        caption={words(locale, 'account.sessions')}
        hideCaption
        columns={[
          { head: words(locale, 'account.since') },
          { head: words(locale, 'account.seen') },
          { head: words(locale, 'account.device') },
        ]}
        rows={sessions.map((session) => [
          <Time at={session.createdAt} locale={locale} zone={organization.timeZone} />,
          <Time at={session.lastSeenAt} locale={locale} zone={organization.timeZone} />,
          <span class="small">{session.userAgent || words(locale, 'unknown')}</span>,
        ])}
        empty={words(locale, 'people.noSessions')}
      />
      {ends && sessions.length > 0 && (
        <form method="post" action={`${here}/sessions/revocation`}>
          <Button second>{words(locale, 'people.endAll')}</Button>
        </form>
      )}
      {ends && <RightsForms desk={desk} {...props} />}
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
