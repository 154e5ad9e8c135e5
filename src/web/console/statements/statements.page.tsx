import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { MissingBill, StatementFileSummary } from '../../../settlements/statement-files.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { TextField } from '../../ui/fields.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { accountOf, billName, daysOf } from './statement-texts.js';

const TONES: Readonly<Record<StatementFileSummary['state'], Tone>> = {
  reading: 'plain',
  invalid: 'bad',
  read: 'warn',
  accepted: 'good',
  replaced: 'plain',
  discarded: 'plain',
};

/** How far a file has come. */
export function FileState({ desk, state }: { desk: Desk; state: StatementFileSummary['state'] }): VNode {
  return <Badge tone={TONES[state]}>{words(desk.locale, `statements.state.${state}`)}</Badge>;
}

/** The address of a file's page. */
export function fileHref(desk: Desk, id: string): string {
  return at(desk, `/statements/${withPrefix('sfl', id)}`);
}

function Missing({
  desk,
  day,
  missing,
}: {
  desk: Desk;
  day: string;
  missing: readonly MissingBill[];
}): VNode {
  const { locale } = desk;
  const upload = (bill: MissingBill) =>
    at(desk, `/statements/new?bill=${bill.bill}.${bill.providerAccountId ?? bill.bankAccountId}&day=${day}`);
  if (missing.length === 0)
    return (
      <Notice tone="good">
        <p>{words(locale, 'statements.complete', { day: readableDay(day, locale) })}</p>
      </Notice>
    );
  return (
    <Table
      caption={words(locale, 'statements.missing', { day: readableDay(day, locale) })}
      columns={[
        { head: words(locale, 'statements.account') },
        { head: words(locale, 'statements.bill') },
        { head: words(locale, 'statements.state') },
      ]}
      rows={missing.map((bill) => [
        accountOf(bill, locale),
        billName(bill, locale),
        bill.fileId && bill.state ? (
          <a href={fileHref(desk, bill.fileId)}>
            <FileState desk={desk} state={bill.state} />
          </a>
        ) : mayAct(desk, 'clerk') ? (
          <a href={upload(bill)}>{words(locale, 'statements.uploadThis')}</a>
        ) : (
          words(locale, 'statements.notYet')
        ),
      ])}
    />
  );
}

/** Bills that a day still needs, and all files that were uploaded. */
export function statementsPage(
  desk: Desk,
  props: {
    readonly day: string;
    readonly onlyDay: boolean;
    readonly missing: readonly MissingBill[];
    readonly files: readonly StatementFileSummary[];
    readonly page: number;
    readonly pages: number;
  },
): VNode {
  const { locale, organization } = desk;
  const { day, page, pages, onlyDay } = props;
  const link = (to: number) => at(desk, `/statements?page=${to}${onlyDay ? `&day=${day}&only=1` : ''}`);
  return (
    <DeskPage desk={desk} current="statements" title={words(locale, 'nav.statements')}>
      <h1>{words(locale, 'nav.statements')}</h1>
      <p class="lead">{words(locale, 'statements.lead')}</p>
      <Actions>
        {mayAct(desk, 'clerk') && (
          <ButtonLink href={at(desk, `/statements/new?day=${day}`)}>
            {words(locale, 'statements.upload')}
          </ButtonLink>
        )}
        <ButtonLink second href={at(desk, '/statements/layouts')}>
          {words(locale, 'statements.layouts')}
        </ButtonLink>
      </Actions>
      <form method="get" action={at(desk, '/statements')} class="console-narrow">
        <TextField name="day" type="date" label={words(locale, 'statements.day')} value={day} />
        <Actions>
          <Button second>{words(locale, 'statements.showDay')}</Button>
        </Actions>
      </form>
      <Missing desk={desk} day={day} missing={props.missing} />
      <h2>{words(locale, 'statements.files')}</h2>
      <p class="small">
        <a href={at(desk, onlyDay ? '/statements' : `/statements?day=${day}&only=1`)}>
          {onlyDay
            ? words(locale, 'statements.allFiles')
            : words(locale, 'statements.onlyDay', { day: readableDay(day, locale) })}
        </a>
      </p>
      <Table
        caption={words(locale, 'statements.files')}
        hideCaption
        columns={[
          { head: words(locale, 'statements.days') },
          { head: words(locale, 'statements.account') },
          { head: words(locale, 'statements.bill') },
          { head: words(locale, 'statements.lines'), number: true },
          { head: words(locale, 'statements.state') },
          { head: words(locale, 'statements.uploaded') },
        ]}
        rows={props.files.map((file) => [
          <a href={fileHref(desk, file.id)}>{daysOf(file, locale)}</a>,
          accountOf(file, locale),
          billName(file, locale),
          readableCount(file.lines, locale),
          <FileState desk={desk} state={file.state} />,
          <Time at={file.uploadedAt} locale={locale} zone={organization.timeZone} />,
        ])}
        empty={words(locale, 'statements.none')}
      />
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(page + 1), text: words(locale, 'next') } : undefined}
      />
    </DeskPage>
  );
}
