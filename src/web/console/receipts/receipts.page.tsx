import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { ReceiptQueue } from '../../../receipts/numbering.queries.js';
import type { RegisterFilter, RegisterLine, RegisterTotal } from '../../../receipts/register.queries.js';
import { Button } from '../../ui/buttons.js';
import { SelectField, TextField } from '../../ui/fields.js';
import { readableCount, Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

const TONES: Readonly<Record<RegisterLine['state'], Tone>> = {
  issued: 'good',
  voided: 'bad',
  replaced: 'warn',
};

export interface RegisterProps {
  readonly lines: readonly RegisterLine[];
  readonly totals: readonly RegisterTotal[];
  readonly filter: RegisterFilter;
  readonly text: string;
  readonly years: readonly number[];
  readonly queue: ReceiptQueue;
  readonly page: number;
  readonly pages: number;
}

/** A receipt's state in a word. */
export function ReceiptState({ desk, line }: { desk: Desk; line: RegisterLine }): VNode {
  return <Badge tone={TONES[line.state]}>{words(desk.locale, `receipts.state.${line.state}`)}</Badge>;
}

/** A receipt's number, leading to its page. */
export function ReceiptLink({ desk, line }: { desk: Desk; line: RegisterLine }): VNode {
  return (
    <a class="nowrap" href={at(desk, `/receipts/${withPrefix('rcp', line.id)}`)}>
      {line.number}
    </a>
  );
}

/** What waits to be issued; says so only while something does. */
function Queue({ desk, queue }: { desk: Desk; queue: ReceiptQueue }): VNode | null {
  const { locale } = desk;
  const { waiting, pages, dead, lastMinute, secondsLeft } = queue;
  if (waiting === 0 && pages === 0 && dead === 0) return null;
  const n = (count: number) => readableCount(count, locale);
  return (
    <Notice tone={dead > 0 ? 'bad' : 'plain'} title={words(locale, 'receipts.queue')} live>
      <p>
        {words(locale, 'receipts.queue.waiting', { n: n(waiting), minute: n(lastMinute) })}{' '}
        {secondsLeft !== null &&
          words(locale, 'receipts.queue.left', {
            minutes: n(Math.floor(secondsLeft / 60)),
            seconds: String(secondsLeft % 60),
          })}
      </p>
      {pages > 0 && <p>{words(locale, 'receipts.queue.pages', { n: n(pages) })}</p>}
      {dead > 0 && (
        <p>
          <a href={at(desk, '/outbox')}>{words(locale, 'receipts.queue.dead', { n: n(dead) })}</a>
        </p>
      )}
      <p class="small soft">
        <Time at={queue.at} locale={locale} zone={desk.organization.timeZone} />{' '}
        <a href={at(desk, '/receipts')}>{words(locale, 'receipts.queue.again')}</a>
      </p>
    </Notice>
  );
}

function Filters({ desk, props }: { desk: Desk; props: RegisterProps }): VNode {
  const { locale } = desk;
  const any = { value: '', label: words(locale, 'all') };
  return (
    <form class="filters no-print" method="get" action={at(desk, '/receipts')}>
      <SelectField
        name="state"
        label={words(locale, 'receipts.state')}
        value={props.filter.state ?? ''}
        options={[
          any,
          ...(['issued', 'voided', 'replaced'] as const).map((value) => ({
            value,
            label: words(locale, `receipts.state.${value}`),
          })),
        ]}
      />
      <SelectField
        name="year"
        label={words(locale, 'receipts.year')}
        value={props.filter.year === null ? '' : String(props.filter.year)}
        options={[any, ...props.years.map((year) => ({ value: String(year), label: String(year) }))]}
      />
      <TextField
        name="text"
        type="search"
        label={words(locale, 'receipts.find')}
        value={props.text}
        maxlength={60}
      />
      <Button second>{words(locale, 'receipts.apply')}</Button>
    </form>
  );
}

function queryOf({ filter, text }: RegisterProps): URLSearchParams {
  const query = new URLSearchParams();
  if (filter.state) query.set('state', filter.state);
  if (filter.year !== null) query.set('year', String(filter.year));
  if (text !== '') query.set('text', text);
  return query;
}

/** The register: every receipt that was ever given a number, what became of it, and the totals of what is shown. */
export function receiptsPage(desk: Desk, props: RegisterProps): VNode {
  const { locale, organization } = desk;
  const { page, pages } = props;
  const link = (to: number) => {
    const query = queryOf(props);
    query.set('page', String(to));
    return at(desk, `/receipts?${query}`);
  };
  return (
    <DeskPage desk={desk} current="receipts" title={words(locale, 'receipts.title')}>
      <h1>{words(locale, 'receipts.title')}</h1>
      <p class="lead">{words(locale, 'receipts.lead')}</p>
      <Queue desk={desk} queue={props.queue} />
      <Filters desk={desk} props={props} />
      <p class="no-print">
        <a href={at(desk, `/receipts/register.csv?${queryOf(props)}`)}>{words(locale, 'receipts.csv')}</a> ·{' '}
        <a href={at(desk, '/receipts/gaps')}>{words(locale, 'receipts.gaps')}</a>
      </p>
      <Table
        caption={words(locale, 'receipts.totals')}
        columns={[
          { head: words(locale, 'receipts.state') },
          { head: words(locale, 'receipts.count'), number: true },
          { head: words(locale, 'receipts.amount'), number: true },
        ]}
        rows={props.totals.map((total) => [
          words(locale, `receipts.state.${total.state}`),
          readableCount(total.receipts, locale),
          readableMoney(total, locale),
        ])}
        empty={words(locale, 'receipts.empty')}
      />
      <Table
        caption={words(locale, 'receipts.list')}
        columns={[
          { head: words(locale, 'receipts.number') },
          { head: words(locale, 'receipts.state') },
          { head: words(locale, 'receipts.issuedAt') },
          { head: words(locale, 'receipts.project') },
          { head: words(locale, 'receipts.gifts'), number: true },
          { head: words(locale, 'receipts.amount'), number: true },
          { head: words(locale, 'receipts.replacedBy') },
        ]}
        rows={props.lines.map((line) => [
          <ReceiptLink desk={desk} line={line} />,
          <ReceiptState desk={desk} line={line} />,
          <Time at={line.issuedAt} locale={locale} zone={organization.timeZone} />,
          locale === 'en' ? line.projectNameEn : line.projectNameZh,
          String(line.gifts),
          readableMoney(line, locale),
          line.replacedBy ?? words(locale, 'none'),
        ])}
        empty={words(locale, 'receipts.empty')}
      />
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(page + 1), text: words(locale, 'next') } : undefined}
      />
    </DeskPage>
  );
}
