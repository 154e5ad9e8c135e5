import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { StaffSummary } from '../../../staff/staff.queries.js';
import type { StaffSession } from '../../../staff/staff-session.entity.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

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
export function peoplePage(desk: Desk, people: readonly StaffSummary[]): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.people');
  return (
    <DeskPage desk={desk} title={title} current="people">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'people.lead')}</p>
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

/** One person with the logins that stand; an administrator may end them. */
export function personPage(
  desk: Desk,
  props: { person: StaffSummary; sessions: readonly StaffSession[]; done?: unknown },
): VNode {
  const { locale, organization } = desk;
  const { person, sessions } = props;
  const here = at(desk, `/people/${withPrefix('stf', person.id)}`);
  const ends = mayAct(desk, 'administrator');
  return (
    <DeskPage desk={desk} title={person.displayName} current="people" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/people')}>{words(locale, 'nav.people')}</a>
      </p>
      <h1>{person.displayName}</h1>
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
    </DeskPage>
  );
}
