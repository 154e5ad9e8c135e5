import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import { Figures } from '../../ui/facts.js';
import { readableCount, readableDay } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import type { Desk } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import type { DayTotal } from '../day/day.queries.js';
import { grandTotals, receiptsOf } from '../day/day-totals.page.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';

/** Something that waits for a person: how many, how bad, where to go. */
export interface Attention {
  readonly key:
    | 'unbooked'
    | 'quarantined'
    | 'approvals'
    | 'cases'
    | 'dead'
    | 'slow'
    | 'waiting'
    | 'schedules'
    | 'drafts'
    | 'statements'
    | 'reconcile'
    | 'differences'
    | 'openDays';
  readonly tone: Tone;
  readonly n: number;
  readonly path: string;
}

export interface StartProps {
  readonly today: string;
  /** Null for people who do not see the books. */
  readonly totals: readonly DayTotal[] | null;
  readonly attention: readonly Attention[];
  readonly trail: readonly TrailEvent[];
}

function Today({ desk, props }: { desk: Desk; props: StartProps }): VNode | null {
  const { locale } = desk;
  if (props.totals === null) return null;
  const sums = grandTotals(props.totals);
  return (
    <section aria-labelledby="today">
      <h2 id="today">
        <a href={at(desk, `/days/${props.today}`)}>
          {words(locale, 'start.today', { day: readableDay(props.today, locale) })}
        </a>
      </h2>
      {sums.length === 0 && <p class="soft">{words(locale, 'day.nothing')}</p>}
      {sums.map((sum) => (
        <Figures
          key={sum.currency}
          figures={[
            [
              words(locale, 'day.amount'),
              readableMoney({ amount: sum.amount, currency: sum.currency }, locale),
            ],
            [words(locale, 'day.count'), readableCount(sum.gifts, locale)],
            [words(locale, 'day.receipts'), receiptsOf(sum)],
          ]}
        />
      ))}
    </section>
  );
}

/** The first page of an organization: what needs a person, then today. */
export function startPage(desk: Desk, props: StartProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.start');
  return (
    <DeskPage desk={desk} title={title} current="start">
      <h1>{words(locale, 'start.hello', { name: desk.staff.displayName })}</h1>
      <p class="soft">
        {desk.standing.roles.map((role) => words(locale, `role.${role}` as Key)).join(' · ')}
        {desk.standing.readOnly && ` · ${words(locale, 'readOnly')}`}
      </p>
      <section aria-labelledby="attention">
        <h2 id="attention">{words(locale, 'start.attention')}</h2>
        {props.attention.length === 0 ? (
          <Notice tone="good">
            <p>{words(locale, 'start.nothing')}</p>
          </Notice>
        ) : (
          <ul class="attention">
            {props.attention.map(({ key, tone, n, path }) => (
              <li key={key}>
                <a href={at(desk, path)}>
                  <Badge tone={tone}>{readableCount(n, locale)}</Badge> {words(locale, `attention.${key}`)}
                </a>
              </li>
            ))}
          </ul>
        )}
      </section>
      <Today desk={desk} props={props} />
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
