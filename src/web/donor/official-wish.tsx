import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { Button } from '../ui/buttons.js';
import { Facts } from '../ui/facts.js';
import { FormProblems, RadioField, TextField } from '../ui/fields.js';
import { readableDay, Time } from '../ui/format.js';
import { words } from './donor.words.js';
import type { OfficialView } from './views.js';

interface OfficialProps {
  readonly official: OfficialView;
  readonly locale: Locale;
  readonly zone: string;
}

/** What the bureau gave, each part for itself: they are typed one by one where a receipt is looked up. */
function Given({ official: { given, delivery }, locale }: OfficialProps): VNode | null {
  if (!given) return null;
  return (
    <Facts
      facts={[
        [words(locale, 'official.code'), <span class="code">{given.code}</span>],
        [words(locale, 'official.number'), <span class="code">{given.number}</span>],
        [words(locale, 'official.check'), <span class="code">{given.checkCode}</span>],
        [words(locale, 'official.issuedOn'), readableDay(given.issuedOn, locale)],
        [words(locale, 'official.delivery'), delivery],
      ]}
    />
  );
}

/** Kind, name and number of the payer, and what is wrong with them. */
function PayerFields({ official, locale }: OfficialProps): VNode {
  const { typed, problems } = official;
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <>
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
        maxlength={30}
        autocomplete="off"
      />
    </>
  );
}

/** The form to ask for one, and to say that none is needed. */
function Ask(props: OfficialProps): VNode {
  const { official, locale } = props;
  return (
    <details open={official.problems.length > 0}>
      <summary>{words(locale, 'official.ask')}</summary>
      <p class="soft small">{words(locale, 'official.lead')}</p>
      <FormProblems title={words(locale, 'give.problems')} problems={official.problems} />
      <form method="post" action={official.path}>
        <PayerFields {...props} />
        <Button second name="wish" value="wanted">
          {words(locale, 'official.submit')}
        </Button>{' '}
        {official.state === null && (
          <Button second name="wish" value="waived">
            {words(locale, 'official.waive')}
          </Button>
        )}
      </form>
    </details>
  );
}

/** The form for what is right instead; it says what will be done with the one that stands. */
function Correct(props: OfficialProps): VNode {
  const { official, locale } = props;
  const lead = official.given ? 'official.correct.red' : 'official.correct.lead';
  return (
    <details open={official.problems.length > 0}>
      <summary>{words(locale, 'official.correct')}</summary>
      <p class="soft small">{words(locale, lead)}</p>
      <FormProblems title={words(locale, 'give.problems')} problems={official.problems} />
      <form method="post" action={official.path}>
        <PayerFields {...props} />
        <Button second name="wish" value="corrected">
          {words(locale, 'official.correct.submit')}
        </Button>
      </form>
    </details>
  );
}

/** How far the official receipt is, with its numbers; the form to ask for it, to waive it, or to correct it. */
export function OfficialWish(props: OfficialProps): VNode {
  const { official, locale, zone } = props;
  const { state, since, given } = official;
  const no = given ? `${given.code} ${given.number} · ${given.checkCode}` : '';
  return (
    <section class="panel" id="official" aria-labelledby="official-title">
      <h2 id="official-title">{words(locale, 'official.title')}</h2>
      {state !== null && (
        <p>
          {words(locale, `official.state.${state}`, { no })}
          {since && (
            <span class="soft small">
              {' '}
              <Time at={since} locale={locale} zone={zone} />
            </span>
          )}
        </p>
      )}
      {official.corrected && <p>{words(locale, 'official.corrected')}</p>}
      <Given {...props} />
      {(state === null || state === 'waived') && <Ask {...props} />}
      {official.correctable && <Correct {...props} />}
    </section>
  );
}
