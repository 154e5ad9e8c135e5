import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { OpenBankLine, OurItem } from '../../../reconciliation/reconciliation.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { readableDay } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

export interface ManyProps {
  readonly day: string;
  readonly lines: readonly OpenBankLine[];
  readonly items: readonly OurItem[];
  /** Open cases that may take what is left over. */
  readonly cases: readonly { readonly id: string; readonly kind: string; readonly detail: string }[];
  readonly chosen: {
    readonly lines: ReadonlySet<string>;
    readonly parts: ReadonlySet<string>;
    readonly note: string;
  };
  readonly problems: readonly { field: string; text: string }[];
}

function Choice(props: {
  name: 'lines' | 'parts';
  value: string;
  amount: bigint;
  currency: string;
  text: string;
  day: string;
  chosen: boolean;
  desk: Desk;
}): VNode {
  const { desk, name, value } = props;
  return (
    <li>
      <label class="check">
        <input
          type="checkbox"
          name={name}
          value={value}
          checked={props.chosen}
          data-amount={props.amount.toString()}
        />
        <span>
          <b>{readableMoney({ amount: props.amount, currency: props.currency }, desk.locale)}</b> {props.text}{' '}
          <span class="soft small">{readableDay(props.day, desk.locale)}</span>
        </span>
      </label>
    </li>
  );
}

/** Matching several bank lines with several things of ours: the sums must be equal, or a case takes the rest. */
export function manyPage(desk: Desk, props: ManyProps): VNode {
  const { locale } = desk;
  const { day, chosen } = props;
  const title = words(locale, 'reconciliation.many');
  const back = at(desk, `/reconciliation/${day}`);
  return (
    <DeskPage desk={desk} title={title} current="reconciliation" scripts={['match-sums.js']}>
      <p class="crumbs">
        <a href={back}>
          {words(locale, 'nav.reconciliation')} · {readableDay(day, locale)}
        </a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'reconciliation.manyMeans')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      {props.lines.length === 0 ? (
        <Notice>
          <p>{words(locale, 'reconciliation.noLines')}</p>
        </Notice>
      ) : (
        <form method="post" action={`${back}/many`} data-sums>
          <div class="desk-pair">
            <fieldset>
              <legend>{words(locale, 'reconciliation.theirs')}</legend>
              <ul class="plain-list">
                {props.lines.map((line) => (
                  <Choice
                    key={line.id}
                    desk={desk}
                    name="lines"
                    value={line.id}
                    amount={line.amount}
                    currency={line.currency}
                    text={`${line.summary} ${line.reference ?? ''}`}
                    day={line.day}
                    chosen={chosen.lines.has(line.id)}
                  />
                ))}
              </ul>
            </fieldset>
            <fieldset>
              <legend>{words(locale, 'reconciliation.ours')}</legend>
              {props.items.length === 0 && <p class="soft">{words(locale, 'reconciliation.noItems')}</p>}
              <ul class="plain-list">
                {props.items.map((item) => (
                  <Choice
                    key={item.id}
                    desk={desk}
                    name="parts"
                    value={`${item.kind}:${item.id}`}
                    amount={item.amount}
                    currency={item.currency}
                    text={`${wordFor(locale, 'part', item.kind)} ${item.reference ?? ''}`}
                    day={item.day}
                    chosen={chosen.parts.has(`${item.kind}:${item.id}`)}
                  />
                ))}
              </ul>
            </fieldset>
          </div>
          <p aria-live="polite" data-rest={words(locale, 'reconciliation.rest')} />
          {props.cases.length > 0 && (
            <div class="field">
              <label for="case">{words(locale, 'reconciliation.restTo')}</label>
              <select id="case" name="case">
                <option value="">{words(locale, 'none')}</option>
                {props.cases.map(({ id, kind, detail }) => (
                  <option key={id} value={id}>
                    {wordFor(locale, 'caseKind', kind)} · {detail.slice(0, 60)}
                  </option>
                ))}
              </select>
            </div>
          )}
          <TextField name="note" label={words(locale, 'reconciliation.note')} value={chosen.note} />
          <Actions>
            <Button>{words(locale, 'reconciliation.match')}</Button>
            <ButtonLink second href={back}>
              {words(locale, 'cancel')}
            </ButtonLink>
          </Actions>
        </form>
      )}
    </DeskPage>
  );
}
