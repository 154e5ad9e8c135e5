import type { VNode } from 'preact';
import type { TypedIntake } from '../../../providers/provider-account-changes.service.js';
import type { AccountLine } from '../../../providers/provider-accounts.queries.js';
import { Button } from '../../ui/buttons.js';
import { Hidden, TextField } from '../../ui/fields.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at } from '../layout.js';

/** From where the account's facts come, and, for administrators, the form that asks for the other origin. */
export function IntakeSection(props: {
  desk: Desk;
  line: AccountLine;
  asking: boolean;
  typed?: TypedIntake | undefined;
  problems: readonly { readonly field: string; readonly text: string }[];
}): VNode {
  const { desk, line, typed, problems } = props;
  const { locale } = desk;
  const { intake } = line.account;
  const other = intake === 'statement' ? 'notifications' : 'statement';
  return (
    <section aria-labelledby="intake">
      <h2 id="intake">{words(locale, 'providers.intake')}</h2>
      <p>{wordFor(locale, 'providers.intakeMeans', intake)}</p>
      <p>
        <a href={at(desk, `/gift-mappings/${line.account.account}`)}>{words(locale, 'intake.toMappings')}</a>
      </p>
      {props.asking && mayAct(desk, 'administrator') && (
        <form method="post" action={at(desk, `/provider-accounts/${line.account.account}/intake`)}>
          <h3>{wordFor(locale, 'providers.intakeTo', other)}</h3>
          <p class="soft">{words(locale, 'providers.two')}</p>
          <Hidden name="intake" value={other} />
          <TextField
            name="intake_reason"
            label={words(locale, 'providers.reason')}
            value={typed?.reason}
            problem={problems.find(({ field }) => field === 'reason' || field === 'intake')?.text}
            maxlength={500}
          />
          <Button second>{words(locale, 'providers.ask')}</Button>
        </form>
      )}
    </section>
  );
}
