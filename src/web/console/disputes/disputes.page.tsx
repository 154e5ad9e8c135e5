import type { VNode } from 'preact';
import type { DisputeLine } from '../../../donations/disputes.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { Time } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

const TONES: Readonly<Record<DisputeLine['state'], Tone>> = {
  inquiry: 'warn',
  inquiry_under_review: 'plain',
  inquiry_closed: 'good',
  needs_response: 'bad',
  under_review: 'warn',
  prevented: 'good',
  won: 'good',
  lost: 'plain',
};

export interface DisputesProps {
  readonly disputes: readonly DisputeLine[];
  readonly page: number;
  readonly more: boolean;
}

/** What payers' banks ask back: first what wants an answer, by the day it is due. */
export function disputesPage(desk: Desk, { disputes, page, more }: DisputesProps): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.disputes');
  const href = (to: number) => `${at(desk, '/disputes')}?page=${to}`;
  const time = (instant: Date) => <Time at={instant} locale={locale} zone={organization.timeZone} />;
  return (
    <DeskPage desk={desk} title={title} current="disputes">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'disputes.lead')}</p>
      <Table
        caption={title}
        columns={[
          { head: words(locale, 'day.state') },
          { head: words(locale, 'disputes.due') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'refunds.gift') },
          { head: words(locale, 'disputes.reason') },
          { head: words(locale, 'disputes.opened') },
          { head: words(locale, 'disputes.atProvider') },
        ]}
        rows={disputes.map((dispute) => [
          <Badge tone={TONES[dispute.state]}>{wordFor(locale, 'disputes.state', dispute.state)}</Badge>,
          dispute.evidenceDueAt ? time(dispute.evidenceDueAt) : words(locale, 'none'),
          readableMoney(dispute, locale),
          dispute.donationId ? (
            <a href={at(desk, `/gifts/${withPrefix('don', dispute.donationId)}`)}>{dispute.donationLabel}</a>
          ) : (
            words(locale, 'refunds.nobodys')
          ),
          dispute.reason ?? words(locale, 'none'),
          time(dispute.openedAt),
          <code class="small">{dispute.providerDisputeId}</code>,
        ])}
        empty={words(locale, 'disputes.nothing')}
      />
      <Pager
        label={words(locale, 'disputes.pages')}
        previous={page > 1 ? { href: href(page - 1), text: words(locale, 'approvals.newer') } : undefined}
        next={more ? { href: href(page + 1), text: words(locale, 'approvals.older') } : undefined}
      />
    </DeskPage>
  );
}
