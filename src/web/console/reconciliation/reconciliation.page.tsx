import type { VNode } from 'preact';
import { dayAfter } from '../../../kernel/days.js';
import { withPrefix } from '../../../kernel/ids.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems } from '../../ui/fields.js';
import { readableDay } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { AccountDays } from './account-days.view.js';
import { DeskRowView } from './desk-row.view.js';
import type { DeskDay } from './desk-rows.service.js';
import { Matched, Undo } from './matched.view.js';

export interface ReconciliationProps {
  readonly day: string;
  readonly today: string;
  readonly closed: boolean;
  readonly of: DeskDay;
  /** The match that was just made. */
  readonly undo: { readonly kind: 'line' | 'bank'; readonly id: string } | null;
  readonly problems: readonly { field: string; text: string }[];
  readonly done?: unknown;
}

const KEYS = ['move', 'accept', 'exact', 'split', 'note', 'undo', 'search', 'help'] as const;

function DayNav({ desk, props }: { desk: Desk; props: ReconciliationProps }): VNode {
  const { locale } = desk;
  const to = (day: string) => at(desk, `/reconciliation/${day}`);
  return (
    <Actions>
      <ButtonLink second href={to(dayAfter(props.day, -1))}>
        {words(locale, 'day.before')}
      </ButtonLink>
      {props.day < props.today && (
        <ButtonLink second href={to(dayAfter(props.day))}>
          {words(locale, 'day.after')}
        </ButtonLink>
      )}
      <ButtonLink second href={at(desk, `/days/${props.day}`)}>
        {words(locale, 'closing.daySheet')}
      </ButtonLink>
      <ButtonLink second href={at(desk, `/closing/${props.day}`)}>
        {words(locale, 'nav.closing')}
      </ButtonLink>
    </Actions>
  );
}

function DayActions({ desk, props }: { desk: Desk; props: ReconciliationProps }): VNode | null {
  const { locale } = desk;
  if (!mayAct(desk, 'clerk') || props.closed) return null;
  const exact = props.of.rows.filter(({ bankLine }) => bankLine?.suggestion?.exact).length;
  const here = at(desk, `/reconciliation/${props.day}`);
  return (
    <Actions>
      <form method="post" action={`${here}/runs`}>
        <Button second>{words(locale, 'reconciliation.runAgain')}</Button>
      </form>
      {exact > 0 && (
        <form method="post" action={`${here}/exact`} data-exact>
          <Button>{words(locale, 'reconciliation.acceptExact', { n: exact })}</Button>
        </form>
      )}
    </Actions>
  );
}

function Explained({ desk, of }: { desk: Desk; of: DeskDay }): VNode | null {
  const { locale } = desk;
  if (of.explained.length === 0) return null;
  return (
    <Table
      caption={words(locale, 'reconciliation.explained')}
      columns={[{ head: words(locale, 'case.kind') }, { head: words(locale, 'cases.reason') }]}
      rows={of.explained.map((each) => [
        each.caseId ? (
          <a href={at(desk, `/cases/${withPrefix('cas', each.caseId)}`)}>
            {wordFor(locale, 'caseKind', each.code)}
          </a>
        ) : (
          wordFor(locale, 'caseKind', each.code)
        ),
        each.closeReason ?? words(locale, 'none'),
      ])}
    />
  );
}

function Keys({ desk }: { desk: Desk }): VNode {
  const { locale } = desk;
  return (
    <details class="no-print" data-keys>
      <summary>{words(locale, 'reconciliation.keys')}</summary>
      <ul class="plain-list">
        {KEYS.map((key) => (
          <li key={key}>{words(locale, `reconciliation.key.${key}`)}</li>
        ))}
      </ul>
    </details>
  );
}

/** The day's desk: statement left, ours right, what suggests itself beside it. */
export function reconciliationPage(desk: Desk, props: ReconciliationProps): VNode {
  const { locale } = desk;
  const { day, of } = props;
  const title = `${words(locale, 'nav.reconciliation')} · ${readableDay(day, locale)}`;
  return (
    <DeskPage
      desk={desk}
      title={title}
      current="reconciliation"
      done={props.done}
      scripts={['desk.js', 'desk-rows.js']}
    >
      <h1>{title}</h1>
      <DayNav desk={desk} props={props} />
      <FormProblems title={words(locale, 'closing.refused')} problems={props.problems} />
      {props.undo && (
        <Notice tone="good" live>
          <p>{words(locale, 'reconciliation.matchedNow')}</p>
          <Undo desk={desk} day={day} kind={props.undo.kind} id={props.undo.id} last />
        </Notice>
      )}
      {props.closed && (
        <Notice>
          <p>{words(locale, 'reconciliation.dayClosed')}</p>
        </Notice>
      )}
      <AccountDays desk={desk} accounts={of.accounts} />
      <DayActions desk={desk} props={props} />
      <h2>{words(locale, 'reconciliation.todo', { n: of.rows.length })}</h2>
      {of.rows.length === 0 ? (
        <Notice tone="good">
          <p>{words(locale, 'reconciliation.nothingToDo')}</p>
        </Notice>
      ) : (
        <>
          <div class="field no-print">
            <label for="find">{words(locale, 'reconciliation.find')}</label>
            <input type="search" id="find" data-find autocomplete="off" />
          </div>
          <ol class="desk-rows">
            {of.rows.map((row, index) => (
              <DeskRowView
                key={row.difference?.id ?? row.bankLine?.id}
                desk={desk}
                day={day}
                index={index}
                row={row}
              />
            ))}
          </ol>
          {of.more && <p class="soft">{words(locale, 'reconciliation.more')}</p>}
        </>
      )}
      <Keys desk={desk} />
      <Explained desk={desk} of={of} />
      <h2>{words(locale, 'reconciliation.done')}</h2>
      <Matched desk={desk} day={day} of={of} />
    </DeskPage>
  );
}
