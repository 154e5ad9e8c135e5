import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { LineDifference, StatementFileSummary } from '../../../settlements/statement-files.queries.js';
import { Badge } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { billName, daysOf, lineType } from './statement-texts.js';
import { fileHref } from './statements.page.js';

const TONES = { added: 'good', changed: 'warn', gone: 'bad' } as const;

/** What a newer version of a file says otherwise than the accepted one. */
export function statementDiffPage(
  desk: Desk,
  props: {
    readonly file: StatementFileSummary;
    /** The version that it is compared with; null when there is none. */
    readonly older: string | null;
    readonly differences: readonly LineDifference[];
    readonly counts: Readonly<Record<LineDifference['what'], number>>;
    readonly page: number;
    readonly pages: number;
  },
): VNode {
  const { locale } = desk;
  const { file, page, pages } = props;
  const title = words(locale, 'statements.diff');
  const link = (to: number) => `${fileHref(desk, file.id)}/diff?page=${to}`;
  const side = (line: LineDifference['before']) =>
    line &&
    `${lineType(line.type, locale)} ${readableMoney({ amount: line.amount, currency: file.currency }, locale)}${
      line.fee === 0n ? '' : ` / ${readableMoney({ amount: line.fee, currency: file.currency }, locale)}`
    }`;
  return (
    <DeskPage desk={desk} current="statements" title={title}>
      <p class="crumbs">
        <a href={at(desk, '/statements')}>{words(locale, 'nav.statements')}</a> ·{' '}
        <a href={fileHref(desk, file.id)}>
          {billName(file, locale)} · {daysOf(file, locale)}
        </a>
      </p>
      <h1>{title}</h1>
      <p class="lead">{words(locale, 'statements.newerCounts', props.counts)}</p>
      <p>{words(locale, 'statements.diffMeans')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'statements.difference') },
          { head: words(locale, 'statements.line'), number: true },
          { head: words(locale, 'statements.key') },
          { head: words(locale, 'statements.before'), number: true },
          { head: words(locale, 'statements.after'), number: true },
        ]}
        rows={props.differences.map((line) => [
          <Badge tone={TONES[line.what]}>{words(locale, `statements.${line.what}`)}</Badge>,
          line.lineNo,
          <code>{line.key}</code>,
          side(line.before),
          side(line.after),
        ])}
        empty={words(locale, props.older ? 'statements.noDifference' : 'statements.noOlder')}
      />
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(page + 1), text: words(locale, 'next') } : undefined}
      />
    </DeskPage>
  );
}
