import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import { Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

/** Names of people by id, for lists that say who asked. */
export type Names = ReadonlyMap<string, string>;

/** Tone of the badge of each state. */
export const APPROVAL_TONES = {
  waiting: 'warn',
  approved: 'warn',
  consumed: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
  expired: 'plain',
} as const;

/** Address of one request's page. */
export const approvalPath = (desk: Desk, id: string): string =>
  at(desk, `/approvals/${withPrefix('apr', id)}`);

/** How much money a request is about, where it names an amount. */
export function moneyOf(
  desk: Desk,
  { payload: { amount, currency } }: Pick<ApprovalWithVotes, 'payload'>,
): string {
  return typeof amount === 'string' && typeof currency === 'string' && /^-?\d+$/.test(amount)
    ? readableMoney({ amount: BigInt(amount), currency }, desk.locale)
    : words(desk.locale, 'none');
}

interface ListProps {
  readonly open: readonly ApprovalWithVotes[];
  readonly ended: readonly ApprovalWithVotes[];
  readonly page: number;
  readonly more: boolean;
  readonly names: Names;
  readonly done?: unknown;
}

function What({ desk, approval }: { desk: Desk; approval: ApprovalWithVotes }): VNode {
  return (
    <a href={approvalPath(desk, approval.id)}>{wordFor(desk.locale, 'operation', approval.operation)}</a>
  );
}

function Open({
  desk,
  open,
  names,
}: {
  desk: Desk;
  open: readonly ApprovalWithVotes[];
  names: Names;
}): VNode {
  const { locale, organization } = desk;
  const who = (id: string) => names.get(id) ?? words(locale, 'none');
  return (
    <Table
      caption={words(locale, 'approvals.open')}
      columns={[
        { head: words(locale, 'approvals.what') },
        { head: words(locale, 'day.amount'), number: true },
        { head: words(locale, 'approvals.requestedBy') },
        { head: words(locale, 'approvals.requestedAt') },
        { head: words(locale, 'approvals.expiresAt') },
        { head: words(locale, 'approvals.votes'), number: true },
      ]}
      rows={open.map((approval) => [
        <What desk={desk} approval={approval} />,
        moneyOf(desk, approval),
        approval.requestedBy === desk.staff.staffId
          ? words(locale, 'approvals.you')
          : who(approval.requestedBy),
        <Time at={approval.requestedAt} locale={locale} zone={organization.timeZone} />,
        <Time at={approval.expiresAt} locale={locale} zone={organization.timeZone} />,
        `${approval.votes.length} / ${approval.votesNeeded}`,
      ])}
      empty={words(locale, 'approvals.nothing')}
    />
  );
}

/** What waits for a second person, oldest first, and below it what has been decided, newest first. */
export function approvalsPage(desk: Desk, props: ListProps): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.approvals');
  const pageHref = (page: number) => `${at(desk, '/approvals')}?page=${page}#ended`;
  return (
    <DeskPage desk={desk} title={title} current="approvals" done={props.done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'approvals.lead')}</p>
      {props.page === 1 && <Open desk={desk} open={props.open} names={props.names} />}
      <div id="ended">
        <Table
          caption={words(locale, 'approvals.ended')}
          columns={[
            { head: words(locale, 'approvals.what') },
            { head: words(locale, 'day.amount'), number: true },
            { head: words(locale, 'approvals.requestedBy') },
            { head: words(locale, 'approvals.decidedBy') },
            { head: words(locale, 'approvals.decidedAt') },
            { head: words(locale, 'day.state') },
          ]}
          rows={props.ended.map((approval) => [
            <What desk={desk} approval={approval} />,
            moneyOf(desk, approval),
            props.names.get(approval.requestedBy) ?? words(locale, 'none'),
            decidersOf(approval)
              .map((id) => props.names.get(id) ?? words(locale, 'none'))
              .join(', ') || words(locale, 'none'),
            approval.decidedAt && (
              <Time at={approval.decidedAt} locale={locale} zone={organization.timeZone} />
            ),
            <Badge tone={APPROVAL_TONES[approval.state]}>
              {words(locale, `approvals.state.${approval.state}` as Key)}
            </Badge>,
          ])}
          empty={words(locale, 'approvals.nothingEnded')}
        />
      </div>
      <Pager
        label={words(locale, 'approvals.pages')}
        previous={
          props.page > 1
            ? { href: pageHref(props.page - 1), text: words(locale, 'approvals.newer') }
            : undefined
        }
        next={
          props.more ? { href: pageHref(props.page + 1), text: words(locale, 'approvals.older') } : undefined
        }
      />
    </DeskPage>
  );
}

/** Who decided an ended request: those who agreed, or who said no or took it back; nobody when time did. */
export function decidersOf(approval: ApprovalWithVotes): readonly string[] {
  if (approval.decidedBy !== null) return [approval.decidedBy];
  return approval.state === 'consumed' ? approval.votes.map(({ staffId }) => staffId) : [];
}
