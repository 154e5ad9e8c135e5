import type { VNode } from 'preact';
import type { RefundLine } from '../../../donations/refunds.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Pager } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { REFUND_TONES, RefundTable, stateOf } from './gift-refunds.view.js';

/** States in the order in which they matter to a person. */
export const REFUND_STATES = [
  'failed',
  'canceled',
  'requested',
  'approved',
  'sent',
  'succeeded',
  'undone',
  'withdrawn',
] as const;

export interface RefundsProps {
  readonly refunds: readonly RefundLine[];
  readonly state: RefundLine['state'] | null;
  readonly page: number;
  readonly more: boolean;
}

/** All refunds of the organization, newest first. */
export function refundsPage(desk: Desk, { refunds, state, page, more }: RefundsProps): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.refunds');
  const here = at(desk, '/refunds');
  const href = (to: number) => `${here}?page=${to}${state === null ? '' : `&state=${state}`}`;
  return (
    <DeskPage desk={desk} title={title} current="refunds">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'refunds.listLead')}</p>
      <nav class="counts" aria-label={words(locale, 'refunds.byState')}>
        <a href={here} aria-current={state === null ? 'page' : undefined}>
          {words(locale, 'all')}
        </a>
        {REFUND_STATES.map((each) => (
          <a key={each} href={`${here}?state=${each}`} aria-current={state === each ? 'page' : undefined}>
            {wordFor(locale, 'refunds.state', each)}
          </a>
        ))}
      </nav>
      <RefundTable desk={desk} caption={title} refunds={refunds} withGift />
      <Pager
        label={words(locale, 'refunds.pages')}
        previous={page > 1 ? { href: href(page - 1), text: words(locale, 'approvals.newer') } : undefined}
        next={more ? { href: href(page + 1), text: words(locale, 'approvals.older') } : undefined}
      />
    </DeskPage>
  );
}

export interface RefundProps {
  readonly refund: RefundLine;
  readonly requestedBy: string | null;
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  readonly done?: unknown;
}

/** One refund: what it is, where it is, and, when it failed, the decision that it will not be paid. */
export function refundPage(desk: Desk, props: RefundProps): VNode {
  const { locale, organization } = desk;
  const { refund } = props;
  const title = words(locale, 'refunds.one', { amount: readableMoney(refund, locale) });
  const path = at(desk, `/refunds/${withPrefix('rfd', refund.id)}`);
  const ended = ['failed', 'canceled', 'byHand'].includes(stateOf(refund));
  return (
    <DeskPage desk={desk} title={title} current="refunds" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/refunds')}>{words(locale, 'nav.refunds')}</a>
      </p>
      <h1>
        {title}{' '}
        <Badge tone={REFUND_TONES[refund.state]}>{wordFor(locale, 'refunds.state', stateOf(refund))}</Badge>
      </h1>
      <p class="soft">{wordFor(locale, 'refunds.means', stateOf(refund))}</p>
      <FormProblems title={words(locale, 'refunds.refused')} problems={props.problems} />
      <Facts
        facts={[
          [
            words(locale, 'refunds.gift'),
            refund.donationId ? (
              <a href={at(desk, `/gifts/${withPrefix('don', refund.donationId)}`)}>{refund.donationLabel}</a>
            ) : (
              words(locale, 'refunds.nobodys')
            ),
          ],
          [words(locale, 'refunds.origin'), wordFor(locale, 'refunds.origin', refund.origin)],
          [
            words(locale, 'refunds.reason'),
            refund.reason && wordFor(locale, 'refunds.reason', refund.reason),
          ],
          [words(locale, 'refunds.note'), refund.note || null],
          [words(locale, 'refunds.requestedBy'), props.requestedBy],
          [
            words(locale, 'refunds.when'),
            <Time at={refund.requestedAt} locale={locale} zone={organization.timeZone} />,
          ],
          [
            words(locale, 'refunds.approval'),
            refund.approvalId && (
              <a href={at(desk, `/approvals/${withPrefix('apr', refund.approvalId)}`)}>
                {words(locale, 'refunds.toApproval')}
              </a>
            ),
          ],
          [
            words(locale, 'refunds.number'),
            refund.byHand && <code class="small">{withPrefix('rfd', refund.id)}</code>,
          ],
          [words(locale, 'refunds.payment'), <code class="small">{refund.paymentKey}</code>],
          [
            words(locale, 'refunds.atProvider'),
            refund.providerRefundId && <code class="small">{refund.providerRefundId}</code>,
          ],
          [words(locale, 'refunds.problem'), refund.problem],
        ]}
      />
      {ended && refund.booked && mayAct(desk, 'approver') && (
        <form method="post" action={`${path}/giving-up`}>
          <p>{wordFor(locale, 'refunds.giveUpMeans', refund.state === 'approved' ? 'byHand' : 'ended')}</p>
          <Button second>{words(locale, 'refunds.giveUp')}</Button>
        </form>
      )}
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
