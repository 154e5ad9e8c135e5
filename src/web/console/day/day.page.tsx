import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import type { DaySheet } from '../../../reconciliation/day-sheets.service.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { SelectField, TextField } from '../../ui/fields.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';
import { clockTime, dayAfter } from './calendar.js';
import { Controls } from './controls.view.js';
import type { DayFilter, DayGift, DayTotal } from './day.queries.js';
import { DayControls, DayTotals, grandTotals } from './day-totals.page.js';
import { Equations } from './equation.view.js';
import { wayOf } from './gift-way.js';
import { money } from './money.js';
import { SealNote, type SealShown } from './seal-note.view.js';

export interface DayProps {
  readonly day: string;
  readonly today: string;
  readonly state: 'open' | 'closed';
  readonly now: Date;
  /** The day's last signature; null while it was never closed. */
  readonly seal: SealShown | null;
  /** The day's equation and controls. */
  readonly sheet: DaySheet;
  readonly gifts: readonly DayGift[];
  /** Totals of what the filter lets through, and of the whole day. */
  readonly totals: readonly DayTotal[];
  readonly wholeDay: readonly DayTotal[];
  readonly unbooked: number;
  readonly filter: DayFilter;
  readonly projects: readonly { readonly id: string; readonly name: string }[];
  /** 1-based; null = the whole day on one page, for printing. */
  readonly page: number | null;
  readonly pages: number;
  /** The query that keeps the filter, without `page`. */
  readonly query: string;
}

function StateBadge({ gift, locale }: { gift: DayGift; locale: Locale }): VNode {
  if (gift.inSuspense) return <Badge tone="warn">{words(locale, 'gift.state.suspense')}</Badge>;
  if (gift.refunded >= gift.amount) return <Badge tone="warn">{words(locale, 'day.returned')}</Badge>;
  if (gift.ledgerSeq === null) return <Badge>{words(locale, 'gift.state.unnumbered')}</Badge>;
  if (gift.receiptNo === null) return <Badge>{words(locale, 'gift.state.noReceipt')}</Badge>;
  return <Badge tone="good">{words(locale, 'gift.state.booked')}</Badge>;
}

function giftRow(desk: Desk, gift: DayGift) {
  const { locale, organization } = desk;
  const time = clockTime(gift.occurredAt, organization.timeZone);
  const name = locale === 'en' ? gift.projectNameEn : gift.projectNameZh;
  return [
    gift.donationId === null ? (
      time
    ) : (
      <a href={at(desk, `/gifts/${withPrefix('don', gift.donationId)}`)}>{time}</a>
    ),
    name ?? words(locale, 'day.noProject'),
    gift.label ?? words(locale, 'unknown'),
    wayOf(gift, locale),
    money(gift.amount, gift.currency, locale),
    gift.refunded === 0n ? words(locale, 'none') : money(-gift.refunded, gift.currency, locale),
    gift.fee === null ? (
      <span class="soft">{words(locale, 'day.feeUnknown')}</span>
    ) : (
      money(gift.fee, gift.currency, locale)
    ),
    gift.fee === null
      ? words(locale, 'none')
      : money(gift.amount - gift.refunded - gift.fee, gift.currency, locale),
    gift.receiptNo === null ? (
      <span class="soft">
        {words(locale, gift.inSuspense || gift.refunded >= gift.amount ? 'none' : 'day.receiptPending')}
      </span>
    ) : (
      <span class="nowrap">{gift.receiptNo}</span>
    ),
    gift.ledgerSeq === null ? words(locale, 'none') : String(gift.ledgerSeq),
    <StateBadge gift={gift} locale={locale} />,
  ];
}

function Filters({ desk, props }: { desk: Desk; props: DayProps }): VNode {
  const { locale } = desk;
  return (
    <form class="filters no-print" method="get" action={at(desk, `/days/${props.day}`)}>
      <SelectField
        name="project"
        label={words(locale, 'day.project')}
        value={props.filter.projectId ?? ''}
        options={[
          { value: '', label: words(locale, 'all') },
          ...props.projects.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <SelectField
        name="lacking"
        label={words(locale, 'day.lacking')}
        value={props.filter.lacking ?? ''}
        options={[
          { value: '', label: words(locale, 'all') },
          { value: 'fee', label: words(locale, 'day.lackingFee') },
          { value: 'receipt', label: words(locale, 'day.lackingReceipt') },
        ]}
      />
      <TextField
        name="text"
        type="search"
        label={words(locale, 'day.find')}
        value={props.filter.text ?? undefined}
        maxlength={60}
      />
      <Button second>{words(locale, 'day.apply')}</Button>
    </form>
  );
}

function DayHead({ desk, props }: { desk: Desk; props: DayProps }): VNode {
  const { locale } = desk;
  const to = (days: number) => at(desk, `/days/${dayAfter(props.day, days)}`);
  return (
    <div class="day-head">
      <div>
        <p class="print-only">{nameOf(desk.organization, locale)}</p>
        <h1>{readableDay(props.day, locale)}</h1>
        <p class="soft">
          <Badge tone={props.state === 'closed' ? 'good' : 'plain'}>
            {words(locale, `day.${props.state}`)}
          </Badge>{' '}
          {words(locale, 'day.zone', { zone: desk.organization.timeZone })} ·{' '}
          <Time at={props.now} locale={locale} zone={desk.organization.timeZone} />
        </p>
      </div>
      <nav class="day-nav no-print" aria-label={words(locale, 'day.others')}>
        <a class="button button-second button-small" rel="prev" href={to(-1)}>
          {words(locale, 'day.before')}
        </a>
        {props.day < props.today && (
          <a class="button button-second button-small" rel="next" href={to(1)}>
            {words(locale, 'day.after')}
          </a>
        )}
        <form method="get" action={at(desk, '/days')}>
          <label class="visually-hidden" for="date">
            {words(locale, 'day.choose')}
          </label>
          <input type="date" id="date" name="date" value={props.day} max={props.today} />
          <Button second size="small">
            {words(locale, 'day.go')}
          </Button>
        </form>
      </nav>
    </div>
  );
}

/** One accounting day: what came in, by project and gift by gift, as the ledger booked it. */
export function dayPage(desk: Desk, props: DayProps): VNode {
  const { locale } = desk;
  const here = at(desk, `/days/${props.day}`);
  const found = props.totals.reduce((sum, each) => sum + each.gifts, 0);
  const to = (page: number) => `${here}?${props.query}${props.query && '&'}page=${page}`;
  const { page } = props;
  return (
    <DeskPage desk={desk} title={readableDay(props.day, locale)} current="days">
      <DayHead desk={desk} props={props} />
      <div class="no-print">
        <Actions>
          <ButtonLink second href={`${here}/sheet`}>
            {words(locale, 'day.sheet.open')}
          </ButtonLink>
          <ButtonLink second href={at(desk, `/closing/${props.day}`)}>
            {words(locale, 'day.toClosing')}
          </ButtonLink>
        </Actions>
      </div>
      <Equations desk={desk} sheet={props.sheet} />
      <Controls desk={desk} day={props.day} sheet={props.sheet} />
      <DayTotals desk={desk} totals={props.wholeDay} />
      <DayControls desk={desk} totals={props.wholeDay} unbooked={props.unbooked} />
      <h2 id="gifts">{words(locale, 'day.gifts')}</h2>
      <Filters desk={desk} props={props} />
      <div class="no-print">
        <Actions>
          <ButtonLink second href={`${here}/gifts.csv${props.query && `?${props.query}`}`}>
            {words(locale, 'day.csv')}
          </ButtonLink>
          {page !== null && (
            <ButtonLink second href={`${here}?${props.query}${props.query && '&'}page=all`}>
              {words(locale, 'day.print')}
            </ButtonLink>
          )}
        </Actions>
      </div>
      <p class="soft" aria-live="polite">
        {words(locale, 'day.found', { n: readableCount(found, locale) })}
      </p>
      <Table
        caption={words(locale, 'day.gifts')}
        hideCaption
        columns={[
          { head: words(locale, 'day.time') },
          { head: words(locale, 'day.project') },
          { head: words(locale, 'day.label') },
          { head: words(locale, 'day.way') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'day.refunded'), number: true },
          { head: words(locale, 'day.fee'), number: true },
          { head: words(locale, 'day.net'), number: true },
          { head: words(locale, 'day.receipt') },
          { head: words(locale, 'day.seq'), number: true },
          { head: words(locale, 'day.state') },
        ]}
        rows={props.gifts.map((gift) => giftRow(desk, gift))}
        foot={footOf(props.totals, locale)}
        empty={words(locale, 'day.nothing')}
      />
      {page !== null && (
        <div class="no-print">
          <Pager
            label={words(locale, 'pages')}
            previous={page > 1 ? { href: to(page - 1), text: words(locale, 'previous') } : undefined}
            next={page < props.pages ? { href: to(page + 1), text: words(locale, 'next') } : undefined}
          />
        </div>
      )}
      <SealNote desk={desk} seal={props.seal} />
      <p class="signatures">
        <span>{words(locale, 'day.prepared')}</span>
        <span>{words(locale, 'day.checked')}</span>
        <span>{words(locale, 'day.approved')}</span>
      </p>
    </DeskPage>
  );
}

/** The last row: only where all gifts share one currency, since currencies are never added up. */
function footOf(totals: readonly DayTotal[], locale: Locale) {
  const [only, ...others] = grandTotals(totals);
  if (!only || others.length > 0) return undefined;
  const known = only.feesKnown === only.gifts;
  return [
    words(locale, 'day.total', { n: readableCount(only.gifts, locale) }),
    '',
    '',
    '',
    money(only.amount, only.currency, locale),
    money(-only.refunded, only.currency, locale),
    known ? money(only.fee, only.currency, locale) : '',
    known ? money(only.net, only.currency, locale) : '',
    '',
    '',
    '',
  ];
}
