import type { VNode } from 'preact';
import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import type { DisbursementState } from '../../../disbursements/disbursements.queries.js';
import { dayIn } from '../../../kernel/clock.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { ButtonLink } from '../../ui/buttons.js';
import { readableDay } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';

const TONES: Readonly<Record<DisbursementState, Tone>> = {
  requested: 'warn',
  approved: 'warn',
  paid: 'good',
  returned: 'bad',
  rejected: 'plain',
  cancelled: 'plain',
  expired: 'plain',
};

/** A disbursement's state in words. */
export function StateBadge({ desk, state }: { desk: Desk; state: DisbursementState }): VNode {
  return <Badge tone={TONES[state]}>{words(desk.locale, `disbursements.state.${state}` as Key)}</Badge>;
}

export interface DisbursementLine {
  readonly disbursement: Disbursement;
  readonly payee: string;
  readonly project: Project | null;
  /** Papers that wait for a second person. */
  readonly papersWaiting: number;
}

interface Props {
  readonly which: 'all' | 'under-way';
  readonly lines: readonly DisbursementLine[];
  readonly names: ReadonlyMap<string, string>;
}

/** Disbursements, newest first: those that wait for somebody, or all. */
export function disbursementsPage(desk: Desk, { which, lines, names }: Props): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.disbursements');
  const here = at(desk, '/disbursements');
  const tab = (name: 'all' | 'under-way', href: string) => (
    <a href={href} aria-current={which === name ? 'page' : undefined}>
      {words(locale, name === 'all' ? 'disbursements.all' : 'disbursements.underWay')}
    </a>
  );
  return (
    <DeskPage desk={desk} title={title} current="disbursements">
      <div class="day-head">
        <h1>{title}</h1>
        {mayAct(desk, 'clerk') && (
          <ButtonLink href={`${here}/new`}>{words(locale, 'disbursements.new')}</ButtonLink>
        )}
      </div>
      <p>
        {tab('under-way', here)} · {tab('all', `${here}?show=all`)} ·{' '}
        <a href={at(desk, '/funds')}>{words(locale, 'nav.funds')}</a> ·{' '}
        <a href={at(desk, '/uses')}>{words(locale, 'uses.title')}</a>
      </p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'disbursements.requestedAt') },
          { head: words(locale, 'disbursements.payee') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'disbursements.purpose') },
          { head: words(locale, 'day.project') },
          { head: words(locale, 'disbursements.requestedBy') },
        ]}
        rows={lines.map(({ disbursement, payee, project, papersWaiting }) => [
          <a href={`${here}/${withPrefix('dsb', disbursement.id)}`}>
            {readableDay(dayIn(disbursement.requestedAt, organization.timeZone), locale)}
          </a>,
          payee,
          readableMoney(disbursement, locale),
          <>
            <StateBadge desk={desk} state={disbursement.state} />
            {papersWaiting > 0 && (
              <>
                {' '}
                <Badge tone="warn">{words(locale, 'evidence.waitingCount', { n: papersWaiting })}</Badge>
              </>
            )}
          </>,
          disbursement.purpose,
          project && nameOf(project, locale),
          names.get(disbursement.requestedBy) ?? words(locale, 'none'),
        ])}
        empty={words(locale, which === 'all' ? 'disbursements.none' : 'disbursements.noneUnderWay')}
      />
    </DeskPage>
  );
}
