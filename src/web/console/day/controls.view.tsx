import type { VNode } from 'preact';
import type { DaySheet } from '../../../reconciliation/day-sheets.service.js';
import { readableCount } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at } from '../layout.js';
import { money } from './money.js';

type Control = DaySheet['controls'][number];

const TONES: Readonly<Record<Control['state'], Tone>> = {
  ok: 'good',
  fails: 'bad',
  not_applicable: 'plain',
  needs_statement: 'warn',
};

/** Where the figures of a control can be looked into. */
const PLACES: Readonly<Record<Control['code'], (day: string) => string>> = {
  C1: (day) => `/reconciliation/${day}`,
  C2: (day) => `/reconciliation/${day}`,
  C3: (day) => `/days/${day}?lacking=fee#gifts`,
  C4: (day) => `/reconciliation/${day}`,
  C5: () => '/settlements',
  C6: (day) => `/reconciliation/${day}`,
  C7: (day) => `/closing/${day}`,
  C8: (day) => `/days/${day}?lacking=receipt#gifts`,
  C9: () => '/funds',
  C10: () => '/checks',
};

function figure(desk: Desk, amount: string | null, currency: string | null): string {
  const { locale } = desk;
  if (amount === null) return words(locale, 'none');
  return currency === null ? readableCount(BigInt(amount), locale) : money(BigInt(amount), currency, locale);
}

/** The controls C1–C10, each with both figures and a way to what explains them. */
export function Controls({ desk, day, sheet }: { desk: Desk; day: string; sheet: DaySheet }): VNode {
  const { locale } = desk;
  return (
    <div>
      <h2>{words(locale, 'day.closingControls')}</h2>
      <Table
        caption={words(locale, 'day.closingControls')}
        hideCaption
        columns={[
          { head: words(locale, 'day.control') },
          { head: words(locale, 'day.control.left'), number: true },
          { head: words(locale, 'day.control.right'), number: true },
          { head: words(locale, 'day.equation.difference'), number: true },
          { head: words(locale, 'day.state') },
        ]}
        rows={sheet.controls.map((control) => [
          <span class="control">
            <a href={at(desk, PLACES[control.code](day))}>{control.code}</a>{' '}
            {words(locale, `day.control.${control.code}`)}
            {control.about && <span class="soft"> · {control.about.name}</span>}
            {control.note && <small class="soft"> {words(locale, `day.controlNote.${control.note}`)}</small>}
          </span>,
          figure(desk, control.left, control.currency),
          figure(desk, control.right, control.currency),
          control.right === null ? words(locale, 'none') : figure(desk, control.difference, control.currency),
          <Badge tone={TONES[control.state]}>{words(locale, `day.controlState.${control.state}`)}</Badge>,
        ])}
      />
    </div>
  );
}
