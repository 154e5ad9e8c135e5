import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { Button } from '../ui/buttons.js';
import { FormProblems, RadioField, TextField } from '../ui/fields.js';
import { words } from './donor.words.js';
import type { OfficialView } from './views.js';

/** How far the official receipt is, or the form to ask for it; a wish that there be none may still change. */
export function OfficialWish({ official, locale }: { official: OfficialView; locale: Locale }): VNode {
  const { state, number, typed, problems } = official;
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  const open = state === null || state === 'waived';
  return (
    <section class="panel" id="official" aria-labelledby="official-title">
      <h2 id="official-title">{words(locale, 'official.title')}</h2>
      {state !== null && <p>{words(locale, `official.state.${state}`, { no: number ?? '' })}</p>}
      {open && (
        <details open={problems.length > 0}>
          <summary>{words(locale, 'official.ask')}</summary>
          <p class="soft small">{words(locale, 'official.lead')}</p>
          <FormProblems title={words(locale, 'give.problems')} problems={problems} />
          <form method="post" action={official.path}>
            <RadioField
              name="kind"
              label={words(locale, 'official.kind')}
              value={typed.kind === 'organization' ? 'organization' : 'person'}
              inline
              options={[
                { value: 'person', label: words(locale, 'official.person') },
                { value: 'organization', label: words(locale, 'official.organization') },
              ]}
            />
            <TextField
              name="name"
              label={words(locale, 'official.name')}
              value={typed.name}
              problem={problem('name')}
              maxlength={100}
              autocomplete="name"
            />
            <TextField
              name="payerNo"
              label={words(locale, 'official.payerNo')}
              hint={words(locale, 'official.payerNo.hint')}
              value={typed.number}
              problem={problem('payerNo')}
              maxlength={18}
              autocomplete="off"
            />
            <Button second name="wish" value="wanted">
              {words(locale, 'official.submit')}
            </Button>{' '}
            {state === null && (
              <Button second name="wish" value="waived">
                {words(locale, 'official.waive')}
              </Button>
            )}
          </form>
        </details>
      )}
    </section>
  );
}
