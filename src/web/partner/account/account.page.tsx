import type { VNode } from 'preact';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import type { PartnerDesk } from '../access/partner-desk.js';
import { partnerPage } from '../frame.js';
import { words } from '../partner.words.js';
import { type Problems, problemIn } from '../partner-forms.js';

/** One's own name and password. */
export function accountPage(desk: PartnerDesk, props: { problems: Problems; done?: unknown }): VNode {
  const { locale, person } = desk;
  const title = words(locale, 'account.title');
  return partnerPage({
    ...{ desk, title, done: props.done },
    children: (
      <>
        <h1>{title}</h1>
        <Facts
          facts={[
            [words(locale, 'people.name'), person.displayName],
            [words(locale, 'people.role'), words(locale, `people.role.${person.role}`)],
          ]}
        />
        <FormProblems title={words(locale, 'refused')} problems={props.problems} />
        <form method="post" action="/partner/account/password" class="panel">
          <h2>{words(locale, 'account.password')}</h2>
          <TextField
            name="current"
            type="password"
            label={words(locale, 'account.current')}
            hint={words(locale, 'account.currentHint')}
            problem={problemIn(props.problems, 'current')}
            autocomplete="current-password"
          />
          <TextField
            name="next"
            type="password"
            label={words(locale, 'account.next')}
            hint={words(locale, 'account.nextHint')}
            problem={problemIn(props.problems, 'next')}
            autocomplete="new-password"
            required
          />
          <Button second>{words(locale, 'account.password')}</Button>
        </form>
      </>
    ),
  });
}
