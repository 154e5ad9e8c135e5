import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { PartnerPersonView } from '../../../partners/partner-people.service.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, Hidden, RadioField, TextField } from '../../ui/fields.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** What stands in the form for somebody new. */
export interface TypedInvitation {
  readonly mail: string;
  readonly displayName: string;
  readonly role: string;
}

function Acts({ desk, person }: { desk: PartnerDesk; person: PartnerPersonView }): VNode | null {
  const { locale } = desk;
  if (desk.person.role !== 'owner') return null;
  const path = `/partner/people/${withPrefix('ppl', person.id)}`;
  const other = person.role === 'owner' ? 'member' : 'owner';
  return (
    <details>
      <summary>{words(locale, 'people.acts')}</summary>
      {person.joinedAt === null && (
        <form method="post" action={`${path}/invitation`}>
          <Button second size="small">
            {words(locale, 'people.again')}
          </Button>
        </form>
      )}
      <form method="post" action={`${path}/role`}>
        <Hidden name="role" value={other} />
        <Button second size="small">
          {words(locale, `people.make.${other}`)}
        </Button>
      </form>
      <form method="post" action={`${path}/removal`}>
        <Button second size="small">
          {words(locale, person.id === desk.person.personId ? 'people.leave' : 'people.remove')}
        </Button>
      </form>
    </details>
  );
}

/** Who is here, and a form for somebody new. */
export function peoplePage(
  desk: PartnerDesk,
  props: { people: readonly PartnerPersonView[]; given: TypedInvitation; problems: Problems; done?: unknown },
): VNode {
  const { locale } = desk;
  const { given, problems } = props;
  const title = words(locale, 'nav.people');
  return partnerPage({
    ...{ desk, title, current: 'people', done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <p class="soft">{words(locale, 'people.lead')}</p>
        <FormProblems title={words(locale, 'refused')} problems={problems} />
        <Table
          caption={title}
          hideCaption
          columns={[
            { head: words(locale, 'people.name') },
            { head: words(locale, 'login.mail') },
            { head: words(locale, 'people.role') },
            { head: words(locale, 'people.acts') },
          ]}
          rows={props.people.map((person) => [
            <>
              {person.displayName}{' '}
              {person.joinedAt === null && <Badge>{words(locale, 'people.invited')}</Badge>}
              {person.id === desk.person.personId && (
                <Badge tone="good">{words(locale, 'people.self')}</Badge>
              )}
            </>,
            person.mail,
            words(locale, `people.role.${person.role}`),
            <Acts desk={desk} person={person} />,
          ])}
        />
        {desk.person.role === 'owner' && (
          <form method="post" action="/partner/people" class="panel">
            <h2>{words(locale, 'people.invite')}</h2>
            <TextField
              name="mail"
              type="email"
              label={words(locale, 'login.mail')}
              hint={words(locale, 'people.mailHint')}
              value={given.mail}
              problem={problemIn(problems, 'mail')}
              autocomplete="off"
            />
            <TextField
              name="display_name"
              label={words(locale, 'people.name')}
              value={given.displayName}
              problem={problemIn(problems, 'display_name')}
              maxlength={80}
              autocomplete="off"
            />
            <RadioField
              name="role"
              label={words(locale, 'people.role')}
              value={given.role}
              problem={problemIn(problems, 'role')}
              options={[
                {
                  value: 'member',
                  label: words(locale, 'people.role.member'),
                  note: words(locale, 'people.means.member'),
                },
                {
                  value: 'owner',
                  label: words(locale, 'people.role.owner'),
                  note: words(locale, 'people.means.owner'),
                },
              ]}
            />
            <Button>{words(locale, 'people.send')}</Button>
          </form>
        )}
      </>
    ),
  });
}
