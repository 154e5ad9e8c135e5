import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { OfficialLine } from '../../../receipts/official.queries.js';
import type { ImportReport } from '../../../receipts/official-exchange.service.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, TextField } from '../../ui/fields.js';
import { readableCount, Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

/** The states of an official receipt, in the order of its life. */
export const OFFICIAL_STATE_NAMES = [
  'requested',
  'waived',
  'issued',
  'delivered',
  'failed',
  'red_requested',
  'red_issued',
] as const;
export type OfficialStateName = (typeof OFFICIAL_STATE_NAMES)[number];

const TONES: Readonly<Record<OfficialStateName, Tone>> = {
  requested: 'warn',
  waived: 'plain',
  issued: 'good',
  delivered: 'good',
  failed: 'bad',
  red_requested: 'warn',
  red_issued: 'plain',
};

export interface OfficialsProps {
  readonly lines: readonly OfficialLine[];
  readonly counts: ReadonlyMap<OfficialStateName, number>;
  readonly state: OfficialStateName | null;
  readonly page: number;
  readonly pages: number;
  readonly report: ImportReport | null;
  readonly problems: readonly { field: string; text: string }[];
}

/** An official receipt's state in a word; of one that is not wanted, why. */
export function OfficialState({ desk, line }: { desk: Desk; line: OfficialLine }): VNode {
  const group = line.state === 'waived' ? 'official.wish' : 'official.state';
  const code = line.state === 'waived' ? line.wish : line.state;
  return <Badge tone={TONES[line.state]}>{wordFor(desk.locale, group, code)}</Badge>;
}

/** What became of a file that was sent in, line by line. */
function Report({ desk, report }: { desk: Desk; report: ImportReport }): VNode {
  const { locale, organization } = desk;
  if (report.takenBefore)
    return (
      <Notice tone="warn" live>
        <p>
          {words(locale, 'official.import.before')}{' '}
          <Time at={report.takenBefore} locale={locale} zone={organization.timeZone} />
        </p>
      </Notice>
    );
  const wrong = report.wrong > 0;
  return (
    <>
      <Notice tone={wrong ? 'bad' : 'good'} live>
        <p>
          {words(locale, wrong ? 'official.import.wrong' : 'official.import.done', {
            n: String(wrong ? report.wrong : report.applied),
          })}
        </p>
      </Notice>
      <Table
        caption={words(locale, 'official.import.report')}
        columns={[
          { head: words(locale, 'official.import.line'), number: true },
          { head: words(locale, 'official.busNo') },
          { head: words(locale, 'official.import.outcome') },
        ]}
        rows={report.lines.map(({ line, busNo, outcome, problem }) => [
          String(line),
          <code class="small">{busNo}</code>,
          problem === null ? (
            wordFor(locale, 'official.outcome', outcome)
          ) : (
            <strong>{wordFor(locale, 'error', problem)}</strong>
          ),
        ])}
      />
    </>
  );
}

function Exchange({ desk }: { desk: Desk }): VNode {
  const { locale } = desk;
  return (
    <section class="panel no-print" aria-labelledby="exchange">
      <h2 id="exchange">{words(locale, 'official.exchange')}</h2>
      <p class="soft">{words(locale, 'official.exchange.lead')}</p>
      <form method="post" action={at(desk, '/official-receipts/export')}>
        <Button second>{words(locale, 'official.export')}</Button>
      </form>
      <form method="post" action={at(desk, '/official-receipts/import')} enctype="multipart/form-data">
        <TextField name="file" type="file" label={words(locale, 'official.file')} required />
        <Button second>{words(locale, 'official.import')}</Button>
      </form>
    </section>
  );
}

/** All official receipts of an organization and the exchange of files with the finance bureau. */
export function officialsPage(desk: Desk, props: OfficialsProps): VNode {
  const { locale, organization } = desk;
  const { page, pages, state } = props;
  const link = (to: string | null, number = 1) =>
    at(
      desk,
      `/official-receipts?${new URLSearchParams({ ...(to ? { state: to } : {}), page: String(number) })}`,
    );
  return (
    <DeskPage desk={desk} current="officials" title={words(locale, 'official.title')}>
      <h1>{words(locale, 'official.title')}</h1>
      <p class="lead">{words(locale, 'official.lead')}</p>
      <FormProblems title={words(locale, 'receipts.refused')} problems={props.problems} />
      {props.report && <Report desk={desk} report={props.report} />}
      <nav class="no-print" aria-label={words(locale, 'receipts.state')}>
        <a href={link(null)} aria-current={state === null ? 'page' : undefined}>
          {words(locale, 'all')}
        </a>
        {OFFICIAL_STATE_NAMES.map((name) => (
          <span key={name}>
            {' · '}
            <a href={link(name)} aria-current={state === name ? 'page' : undefined}>
              {words(locale, `official.state.${name}`)} {readableCount(props.counts.get(name) ?? 0, locale)}
            </a>
          </span>
        ))}
      </nav>
      <Table
        caption={words(locale, 'official.title')}
        hideCaption
        columns={[
          { head: words(locale, 'official.busNo') },
          { head: words(locale, 'receipts.state') },
          { head: words(locale, 'official.askedAt') },
          { head: words(locale, 'receipts.amount'), number: true },
          { head: words(locale, 'receipts.number') },
          { head: words(locale, 'official.number') },
          { head: words(locale, 'official.red') },
        ]}
        rows={props.lines.map((line) => [
          <a href={at(desk, `/official-receipts/${withPrefix('ofr', line.id)}`)}>
            <code class="small">{withPrefix('ofr', line.id)}</code>
          </a>,
          <OfficialState desk={desk} line={line} />,
          <Time at={line.askedAt} locale={locale} zone={organization.timeZone} />,
          readableMoney(line, locale),
          <a class="nowrap" href={at(desk, `/receipts/${withPrefix('rcp', line.receiptId)}`)}>
            {line.receiptNumber}
          </a>,
          line.original ? `${line.original.code} ${line.original.number}` : words(locale, 'none'),
          line.red ? `${line.red.code} ${line.red.number}` : words(locale, 'none'),
        ])}
        empty={words(locale, 'official.empty')}
      />
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(state, page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(state, page + 1), text: words(locale, 'next') } : undefined}
      />
      {mayAct(desk, 'clerk') && <Exchange desk={desk} />}
    </DeskPage>
  );
}
