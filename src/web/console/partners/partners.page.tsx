import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { AgreementStanding } from '../../../partners/partners.queries.js';
import { readableDay, Time } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { DeskAgreement } from './desk-partners.js';

const TONES: Readonly<Record<AgreementStanding, Tone>> = {
  draft: 'warn',
  not_begun: 'plain',
  in_force: 'good',
  ends_soon: 'warn',
  expired: 'bad',
  suspended: 'bad',
  ended: 'plain',
};

/** How an agreement stands today, and whether its partner rests as a whole. */
export function AgreementBadges({ row, desk }: { row: DeskAgreement; desk: Desk }): VNode {
  const { locale } = desk;
  return (
    <>
      <Badge tone={TONES[row.standing]}>
        {words(locale, `agreement.${row.standing}` as Key, { days: row.daysLeft ?? 0 })}
      </Badge>
      {row.partner.state === 'suspended' && <Badge tone="bad">{words(locale, 'partners.rests')}</Badge>}
    </>
  );
}

/** All agreements with partners; applications that wait stand first. */
export function partnersPage(desk: Desk, rows: readonly DeskAgreement[]): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.partners');
  const waitingFirst = [...rows].sort(
    (a, b) => Number(b.standing === 'draft') - Number(a.standing === 'draft'),
  );
  return (
    <DeskPage desk={desk} title={title} current="partners">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'partners.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'partners.partner') },
          { head: words(locale, 'partners.number') },
          { head: words(locale, 'partners.until') },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'partners.since') },
        ]}
        rows={waitingFirst.map((row) => [
          <a href={at(desk, `/partners/${withPrefix('agr', row.agreement.id)}`)}>
            {nameOf(row.partner, locale)}
          </a>,
          row.agreement.number ?? '—',
          row.agreement.validUntil ? readableDay(row.agreement.validUntil, locale) : '—',
          <AgreementBadges row={row} desk={desk} />,
          <Time at={row.agreement.createdAt} locale={locale} zone={organization.timeZone} />,
        ])}
        empty={words(locale, 'partners.none')}
      />
      <p class="small soft">
        {words(locale, 'partners.applyAt')} <a href="/partner/apply">/partner/apply</a>
      </p>
    </DeskPage>
  );
}
