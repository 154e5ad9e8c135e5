import type { VNode } from 'preact';
import type { ExportBatch } from '../../../exports/exports.queries.js';
import { EXPORT_CHOICES } from '../../../exports/exports.service.js';
import { withPrefix } from '../../../kernel/ids.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, SelectField, TextField } from '../../ui/fields.js';
import { readableCount, readableDay, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

/** The form as it was typed. */
export interface TypedExport {
  readonly choice: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

interface ListProps {
  readonly typed: TypedExport;
  readonly problems: readonly { field: string; text: string }[];
  readonly batches: readonly ExportBatch[];
  readonly names: ReadonlyMap<string, string>;
  readonly page: number;
  readonly pages: number;
}

/** "凭证 · 用友 U8" */
function choiceName(desk: Desk, kind: string, profile: string): string {
  const { locale } = desk;
  return `${wordFor(locale, 'exports.kind', kind)} · ${wordFor(locale, 'exports.profile', profile)}`;
}

function periodOf(desk: Desk, { firstDay, lastDay }: ExportBatch): string {
  const day = (text: string) => readableDay(text, desk.locale);
  return firstDay === lastDay ? day(firstDay) : `${day(firstDay)} – ${day(lastDay)}`;
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

function MakeForm({ desk, typed, problems }: { desk: Desk } & Pick<ListProps, 'typed' | 'problems'>): VNode {
  const { locale } = desk;
  const problemOf = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <form class="panel" method="post" action={at(desk, '/exports')}>
      <h2>{words(locale, 'exports.make')}</h2>
      <FormProblems title={words(locale, 'exports.refused')} problems={problems} />
      <SelectField
        name="choice"
        label={words(locale, 'exports.choice')}
        hint={words(locale, 'exports.choiceHint')}
        value={typed.choice}
        problem={problemOf('choice')}
        options={EXPORT_CHOICES.map(({ kind, profile }) => ({
          value: `${kind}:${profile}`,
          label: choiceName(desk, kind, profile),
        }))}
      />
      <TextField
        name="firstDay"
        type="date"
        label={words(locale, 'exports.firstDay')}
        value={typed.firstDay}
        problem={problemOf('firstDay')}
        required
      />
      <TextField
        name="lastDay"
        type="date"
        label={words(locale, 'exports.lastDay')}
        value={typed.lastDay}
        problem={problemOf('lastDay')}
        required
      />
      <Button>{words(locale, 'exports.submit')}</Button>
    </form>
  );
}

/** Where exports are made, and all that were. */
export function exportsPage(desk: Desk, props: ListProps): VNode {
  const { locale, organization } = desk;
  const { page, pages, names } = props;
  const link = (to: number) => at(desk, `/exports?page=${to}`);
  const title = words(locale, 'nav.exports');
  return (
    <DeskPage desk={desk} current="exports" title={title}>
      <h1>{title}</h1>
      <p class="lead">{words(locale, 'exports.lead')}</p>
      {mayAct(desk, 'clerk', 'approver') && (
        <MakeForm desk={desk} typed={props.typed} problems={props.problems} />
      )}
      <h2>{words(locale, 'exports.past')}</h2>
      <Table
        caption={words(locale, 'exports.past')}
        hideCaption
        columns={[
          { head: words(locale, 'exports.what') },
          { head: words(locale, 'exports.period') },
          { head: words(locale, 'exports.rows'), number: true },
          { head: words(locale, 'exports.hash') },
          { head: words(locale, 'exports.by') },
          { head: words(locale, 'exports.at') },
          { head: words(locale, 'exports.file') },
        ]}
        rows={props.batches.map((batch) => [
          <a href={at(desk, `/exports/${withPrefix('exp', batch.id)}`)}>
            {choiceName(desk, batch.kind, batch.profile)}
          </a>,
          periodOf(desk, batch),
          readableCount(batch.rows, locale),
          <code title={batch.sha256}>{batch.sha256.slice(0, 12)}</code>,
          batch.madeBy === null ? words(locale, 'work.bySchedule') : (names.get(batch.madeBy) ?? ''),
          <Time at={batch.madeAt} locale={locale} zone={organization.timeZone} />,
          <a href={at(desk, `/exports/${withPrefix('exp', batch.id)}/file`)}>
            {words(locale, 'exports.download')}
          </a>,
        ])}
        empty={words(locale, 'exports.empty')}
      />
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(page + 1), text: words(locale, 'next') } : undefined}
      />
    </DeskPage>
  );
}

/** One export: what it is, of when, and how to prove that a file is it. */
export function exportPage(
  desk: Desk,
  { batch, names }: { batch: ExportBatch; names: ReadonlyMap<string, string> },
): VNode {
  const { locale, organization } = desk;
  const title = choiceName(desk, batch.kind, batch.profile);
  const time = (moment: Date) => <Time at={moment} locale={locale} zone={organization.timeZone} />;
  return (
    <DeskPage desk={desk} current="exports" title={title}>
      <p class="crumbs">
        <a href={at(desk, '/exports')}>{words(locale, 'nav.exports')}</a>
      </p>
      <h1>{title}</h1>
      {batch.openDays > 0 && (
        <Notice tone="warn">
          <p>{words(locale, 'exports.openDays', { n: readableCount(batch.openDays, locale) })}</p>
        </Notice>
      )}
      <Facts
        facts={[
          [words(locale, 'exports.period'), periodOf(desk, batch)],
          [words(locale, 'exports.rows'), readableCount(batch.rows, locale)],
          [words(locale, 'exports.seq'), batch.ledgerSeq],
          [words(locale, 'exports.asOf'), batch.asOf && time(batch.asOf)],
          [words(locale, 'exports.version'), <code>{batch.formatVersion}</code>],
          [words(locale, 'exports.size'), sizeOf(batch.size)],
          [words(locale, 'exports.sha256'), <code>{batch.sha256}</code>],
          [words(locale, 'exports.contentSha256'), <code>{batch.contentSha256}</code>],
          [words(locale, 'exports.by'), batch.madeBy === null ? null : (names.get(batch.madeBy) ?? '')],
          [words(locale, 'exports.at'), time(batch.madeAt)],
        ]}
      />
      <p class="small soft">
        {words(locale, `exports.note.${batch.kind === 'vouchers' ? 'vouchers' : 'table'}`)}
      </p>
      <Actions>
        <ButtonLink href={at(desk, `/exports/${withPrefix('exp', batch.id)}/file`)}>
          {words(locale, 'exports.download')}
        </ButtonLink>
      </Actions>
    </DeskPage>
  );
}
