import type { VNode } from 'preact';
import type { RefundRequestLine } from '../../../donations/refund-requests.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { plainAmount, readableMoney } from '../../../kernel/money.js';
import { Button } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextArea, TextField } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';

const TONES: Readonly<Record<RefundRequestLine['state'], Tone>> = {
  asked: 'warn',
  in_review: 'warn',
  granted: 'good',
  declined: 'plain',
  withdrawn: 'plain',
};

const isOpen = ({ state }: RefundRequestLine): boolean => state === 'asked' || state === 'in_review';
const pathOf = (desk: Desk, { id }: RefundRequestLine, more = ''): string =>
  at(desk, `/refund-requests/${withPrefix('rrq', id)}${more}`);

/** By which day a request is to be decided; a missed day stands out. */
function Due({ desk, request, today }: { desk: Desk; request: RefundRequestLine; today: string }): VNode {
  const { locale } = desk;
  const late = isOpen(request) && request.dueOn < today;
  return (
    <>
      {readableDay(request.dueOn, locale)}{' '}
      {late && <Badge tone="bad">{words(locale, 'refundRequests.late')}</Badge>}
    </>
  );
}

export interface RefundRequestsProps {
  readonly requests: readonly RefundRequestLine[];
  readonly which: 'open' | 'decided';
  readonly page: number;
  readonly more: boolean;
  readonly today: string;
  readonly waiting: { readonly open: number; readonly late: number };
}

/** Requests for refunds: what is due first. */
export function refundRequestsPage(desk: Desk, props: RefundRequestsProps): VNode {
  const { locale, organization } = desk;
  const { requests, which, page, more, today, waiting } = props;
  const title = words(locale, 'nav.refund-requests');
  const here = at(desk, '/refund-requests');
  const href = (to: number) => `${here}?which=${which}&page=${to}`;
  return (
    <DeskPage desk={desk} title={title} current="refund-requests">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'refundRequests.lead')}</p>
      {waiting.late > 0 && (
        <Notice tone="bad">
          <p>{words(locale, 'refundRequests.lateOnes', { n: String(waiting.late) })}</p>
        </Notice>
      )}
      <nav class="counts" aria-label={words(locale, 'refundRequests.which')}>
        <a href={here} aria-current={which === 'open' ? 'page' : undefined}>
          {words(locale, 'refundRequests.open', { n: String(waiting.open) })}
        </a>
        <a href={`${here}?which=decided`} aria-current={which === 'decided' ? 'page' : undefined}>
          {words(locale, 'refundRequests.decided')}
        </a>
      </nav>
      <Table
        caption={title}
        columns={[
          { head: words(locale, 'refundRequests.asked') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'refundRequests.due') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'refunds.reason') },
        ]}
        rows={requests.map((request) => [
          <a href={pathOf(desk, request)}>
            <Time at={request.askedAt} locale={locale} zone={organization.timeZone} />
          </a>,
          <Badge tone={TONES[request.state]}>{wordFor(locale, 'refundRequests.state', request.state)}</Badge>,
          <Due desk={desk} request={request} today={today} />,
          readableMoney(request, locale),
          wordFor(locale, 'refunds.reason', request.reason),
        ])}
        empty={words(locale, 'refundRequests.nothing')}
      />
      <Pager
        label={words(locale, 'refundRequests.pages')}
        previous={page > 1 ? { href: href(page - 1), text: words(locale, 'approvals.newer') } : undefined}
        next={more ? { href: href(page + 1), text: words(locale, 'approvals.older') } : undefined}
      />
    </DeskPage>
  );
}

export interface RefundRequestProps {
  readonly request: RefundRequestLine;
  /** The most that one payment of the gift has left, minor units. */
  readonly most: bigint;
  readonly today: string;
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { readonly field: string; readonly text: string }[];
  readonly typed: { readonly amount: string; readonly answer: string };
  readonly done?: unknown;
}

/** One request: what the donor wrote and sent, and the forms that decide it. */
export function refundRequestPage(desk: Desk, props: RefundRequestProps): VNode {
  const { locale, organization } = desk;
  const { request, trail, problems } = props;
  const title = words(locale, 'refundRequests.one', { amount: readableMoney(request, locale) });
  return (
    <DeskPage desk={desk} title={title} current="refund-requests" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/refund-requests')}>{words(locale, 'nav.refund-requests')}</a>
      </p>
      <h1>
        {title}{' '}
        <Badge tone={TONES[request.state]}>{wordFor(locale, 'refundRequests.state', request.state)}</Badge>
      </h1>
      <FormProblems title={words(locale, 'refunds.refused')} problems={problems} />
      <Facts
        facts={[
          [
            words(locale, 'refunds.gift'),
            <a href={at(desk, `/gifts/${withPrefix('don', request.donationId)}`)}>{request.label}</a>,
          ],
          [words(locale, 'refunds.reason'), wordFor(locale, 'refunds.reason', request.reason)],
          [
            words(locale, 'refundRequests.text'),
            request.text.split('\n').map((line, index) => (
              <span key={index}>
                {line}
                <br />
              </span>
            )),
          ],
          [
            words(locale, 'refundRequests.evidence'),
            request.hasEvidence && mayAct(desk, 'clerk', 'approver') ? (
              <a href={pathOf(desk, request, '/evidence')}>{words(locale, 'refundRequests.download')}</a>
            ) : (
              words(locale, request.hasEvidence ? 'refundRequests.attached' : 'none')
            ),
          ],
          [
            words(locale, 'refundRequests.asked'),
            <Time at={request.askedAt} locale={locale} zone={organization.timeZone} />,
          ],
          [words(locale, 'refundRequests.due'), <Due desk={desk} request={request} today={props.today} />],
          [words(locale, 'refundRequests.answer'), request.answer],
          [
            words(locale, 'refundRequests.refund'),
            request.refundId && (
              <a href={at(desk, `/refunds/${withPrefix('rfd', request.refundId)}`)}>
                {wordFor(locale, 'refunds.state', request.refundState ?? '')}
              </a>
            ),
          ],
        ]}
      />
      {isOpen(request) && mayAct(desk, 'clerk') && <Decisions desk={desk} {...props} />}
      <Trail desk={desk} events={trail} />
    </DeskPage>
  );
}

function Decisions({ desk, request, most, typed, problems }: RefundRequestProps & { desk: Desk }): VNode {
  const { locale } = desk;
  const { currency } = request;
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <>
      {request.state === 'asked' && (
        <form method="post" action={pathOf(desk, request, '/review')}>
          <Button second>{words(locale, 'refundRequests.take')}</Button>
        </form>
      )}
      <form method="post" action={pathOf(desk, request, '/grant')}>
        <h2>{words(locale, 'refundRequests.grant')}</h2>
        <p class="soft">{words(locale, 'refundRequests.grantLead')}</p>
        <TextField
          name="amount"
          label={words(locale, 'refunds.amount', { currency })}
          hint={words(locale, 'refunds.most', { most: readableMoney({ amount: most, currency }, locale) })}
          problem={problem('amount')}
          value={typed.amount || plainAmount({ amount: most, currency })}
          inputmode="decimal"
          maxlength={20}
          required
        />
        <Button>{words(locale, 'refundRequests.grant')}</Button>
      </form>
      <form method="post" action={pathOf(desk, request, '/decline')}>
        <h2>{words(locale, 'refundRequests.decline')}</h2>
        <TextArea
          name="answer"
          label={words(locale, 'refundRequests.why')}
          hint={words(locale, 'refundRequests.whyHint')}
          problem={problem('answer')}
          value={typed.answer}
          rows={3}
        />
        <Button second>{words(locale, 'refundRequests.decline')}</Button>
      </form>
    </>
  );
}
