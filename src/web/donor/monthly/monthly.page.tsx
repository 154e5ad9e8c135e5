import type { VNode } from 'preact';
import { plainAmount, readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Actions, Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Notice, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type WordKey, words, wordsOr } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { FormProblem, Frame } from '../views.js';
import type { MonthlyView, MonthView } from './monthly-views.service.js';

/** What was just done, said once at the top. */
export const DONE = ['changed', 'paused', 'resumed', 'cancelled'] as const;
export type Done = (typeof DONE)[number];

interface Props {
  readonly frame: Frame;
  readonly gift: MonthlyView;
  readonly done: Done | null;
  /** What was typed into the form of a change that was refused. */
  readonly typed?: { readonly amount: string; readonly day: string };
  readonly problems?: readonly FormProblem[];
}

const TONES: Readonly<Record<MonthlyView['state'], Tone>> = {
  pending: 'warn',
  active: 'good',
  paused: 'warn',
  cancelled: 'plain',
  ended: 'plain',
};

function whyOf({ state, reason }: MonthlyView, locale: Locale): string {
  const key = `monthly.why.${reason === null || reason === 'donor' ? state : reason}`;
  return wordsOr(locale, key, `monthly.why.${state}` as WordKey);
}

function stateOf(month: MonthView, locale: Locale): string {
  const day = month.nextTry ? readableDay(month.nextTry, locale) : '';
  return words(locale, `monthly.month.${month.state}`, { day });
}

function ChangeForm({ gift, locale, typed, problems = [] }: Props & { locale: Locale }): VNode {
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <details class="more" open={problems.length > 0}>
      <summary>{words(locale, 'monthly.change')}</summary>
      <form method="post" action={gift.paths.change} noValidate>
        <FormProblems title={words(locale, 'monthly.problems')} problems={[...problems]} />
        <TextField
          name="amount"
          label={words(locale, 'monthly.amount', { currency: gift.amount.currency })}
          problem={problem('amount')}
          value={typed?.amount ?? plainAmount(gift.amount)}
          inputmode="decimal"
          autocomplete="off"
          maxlength={40}
        />
        <TextField
          name="day"
          label={words(locale, 'monthly.day.label')}
          hint={words(locale, 'monthly.change.note')}
          problem={problem('day')}
          value={typed?.day ?? String(gift.dayOfMonth)}
          inputmode="numeric"
          autocomplete="off"
          maxlength={2}
        />
        <Button>{words(locale, 'monthly.change.submit')}</Button>
      </form>
    </details>
  );
}

function Verbs(props: Props & { locale: Locale }): VNode | null {
  const { gift, locale } = props;
  if (gift.state === 'cancelled' || gift.state === 'ended') return null;
  const verb = gift.state === 'active' ? 'pause' : gift.state === 'paused' ? 'resume' : null;
  return (
    <section class="panel">
      {gift.state !== 'pending' && <ChangeForm {...props} />}
      {verb && (gift.card || verb === 'pause') && (
        <form method="post" action={gift.paths[verb]} class="actions">
          <Button second={verb === 'pause'}>{words(locale, `monthly.${verb}`)}</Button>
        </form>
      )}
      <details class="more">
        <summary>{words(locale, 'monthly.cancel')}</summary>
        <form method="post" action={gift.paths.cancel}>
          <p>{words(locale, 'monthly.cancel.text')}</p>
          <Button second>{words(locale, 'monthly.cancel.submit')}</Button>
        </form>
      </details>
    </section>
  );
}

/** The month that waits for its donor, with the way to pay it. */
function Unpaid({ gift, locale }: { gift: MonthlyView; locale: Locale }): VNode | null {
  const { unpaid } = gift;
  if (!unpaid) return null;
  const day = readableDay(unpaid.day, locale);
  return (
    <Notice tone="warn">
      <p>
        {words(locale, 'monthly.pay.text', {
          day,
          reason: words(locale, `monthly.reason.${unpaid.reason}`),
        })}
      </p>
      <form method="post" action={unpaid.payPath}>
        <Actions>
          <Button>{words(locale, 'monthly.pay', { day })}</Button>
        </Actions>
      </form>
    </Notice>
  );
}

/** A monthly gift as its donor sees it: what is agreed, what was debited, what comes next. Only its key opens it. */
export function MonthlyPage(props: Props): VNode {
  const { frame, gift, done } = props;
  const { locale } = frame;
  const title = words(locale, 'monthly.title');
  return (
    <DonorPage frame={frame} title={title}>
      <div class="wrap wrap-narrow">
        <h1>{title}</h1>
        {done && (
          <Notice tone="good" live>
            <p>{words(locale, `monthly.done.${done}`)}</p>
          </Notice>
        )}
        <section class="panel" data-state={gift.state}>
          <Notice tone={TONES[gift.state]}>
            <h2 class="notice-title">{words(locale, `monthly.state.${gift.state}`)}</h2>
            <p>{whyOf(gift, locale)}</p>
          </Notice>
          <p class="amount-big">
            {readableMoney(gift.amount, locale)}{' '}
            <span class="soft small">{words(locale, 'monthly.each')}</span>
          </p>
          <p>
            {words(locale, 'monthly.for')} <a href={`/projects/${gift.project.slug}`}>{gift.project.name}</a>
          </p>
          <Facts
            facts={[
              [words(locale, 'monthly.next'), gift.nextOn && readableDay(gift.nextOn, locale)],
              [
                words(locale, 'monthly.day'),
                words(locale, 'monthly.dayValue', { day: String(gift.dayOfMonth) }),
              ],
              [words(locale, 'monthly.card'), gift.card],
              [words(locale, 'monthly.since'), <Time at={gift.since} locale={locale} zone={gift.zone} />],
            ]}
          />
        </section>
        <Unpaid gift={gift} locale={locale} />
        <Verbs {...props} locale={locale} />
        <div class="panel">
          <h2>{words(locale, 'monthly.months')}</h2>
          <Table
            caption={words(locale, 'monthly.months')}
            hideCaption
            columns={[
              { head: words(locale, 'monthly.month.day') },
              { head: words(locale, 'monthly.month.amount'), number: true },
              { head: words(locale, 'monthly.month.state') },
              { head: words(locale, 'monthly.month.gift') },
            ]}
            rows={gift.months.map((month) => [
              readableDay(month.day, locale),
              readableMoney(month.amount ?? gift.amount, locale),
              stateOf(month, locale),
              month.giftPath && <a href={month.giftPath}>{words(locale, 'monthly.month.open')}</a>,
            ])}
          />
          <p class="soft small">{words(locale, 'monthly.keep')}</p>
        </div>
      </div>
    </DonorPage>
  );
}
