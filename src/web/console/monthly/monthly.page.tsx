import type { VNode } from 'preact';
import type { MonthlyState } from '../../../donations/monthly.js';
import { MONTHLY_STATES, type MonthlyLine } from '../../../donations/monthly.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { Figures } from '../../ui/facts.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';

const TONES: Readonly<Record<MonthlyState, Tone>> = {
  pending: 'plain',
  active: 'good',
  paused: 'warn',
  cancelled: 'plain',
  ended: 'plain',
};

interface Props {
  readonly gifts: readonly MonthlyLine[];
  readonly projects: readonly Project[];
  readonly figures: readonly { state: MonthlyState; currency: string; count: number; sum: bigint }[];
  readonly state: MonthlyState | null;
  readonly first: boolean;
  readonly more: boolean;
}

/** The monthly gifts of an organization, newest first: what they are, when they are debited next, how many were paid. */
export function monthlyGiftsPage(desk: Desk, props: Props): VNode {
  const { locale, organization } = desk;
  const { gifts, projects, figures, state, first, more } = props;
  const title = words(locale, 'nav.monthly-gifts');
  const here = at(desk, '/monthly-gifts');
  const stateWord = (one: MonthlyState) => wordFor(locale, 'monthly.state', one);
  const filter = state ? `state=${state}&` : '';
  const last = gifts.at(-1);
  return (
    <DeskPage desk={desk} title={title} current="monthly-gifts">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'monthly.lead')}</p>
      <Figures
        figures={figures
          .filter((figure) => figure.state === 'active')
          .map(({ currency, count, sum }) => [
            words(locale, 'monthly.active', { count: readableCount(count, locale) }),
            readableMoney({ amount: sum, currency }, locale),
          ])}
      />
      <p class="links">
        {[null, ...MONTHLY_STATES].map((one) => (
          <a
            key={one ?? 'all'}
            href={one ? `${here}?state=${one}` : here}
            aria-current={one === state ? 'true' : undefined}
          >
            {one ? stateWord(one) : words(locale, 'monthly.all')}
          </a>
        ))}
      </p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'day.state') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'day.project') },
          { head: words(locale, 'monthly.next') },
          { head: words(locale, 'monthly.paid'), number: true },
          { head: words(locale, 'monthly.last') },
          { head: words(locale, 'monthly.since') },
        ]}
        rows={gifts.map((gift) => {
          const project = projects.find(({ id }) => id === gift.projectId);
          return [
            <>
              <Badge tone={TONES[gift.state]}>{stateWord(gift.state)}</Badge>
              {gift.reason && <small> {wordFor(locale, 'monthly.reason', gift.reason)}</small>}
            </>,
            readableMoney(gift, locale),
            project && nameOf(project, locale),
            gift.nextOn ? readableDay(gift.nextOn, locale) : words(locale, 'none'),
            readableCount(gift.paid, locale),
            gift.lastState ? wordFor(locale, 'monthly.month', gift.lastState) : words(locale, 'none'),
            <Time at={gift.createdAt} locale={locale} zone={organization.timeZone} />,
          ];
        })}
        empty={words(locale, 'monthly.none')}
      />
      <Pager
        label={words(locale, 'monthly.pages')}
        previous={
          first
            ? undefined
            : { href: state ? `${here}?state=${state}` : here, text: words(locale, 'monthly.newest') }
        }
        next={
          more && last
            ? {
                href: `${here}?${filter}before=${withPrefix('mon', last.id)}`,
                text: words(locale, 'approvals.older'),
              }
            : undefined
        }
      />
    </DeskPage>
  );
}
