import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Work } from '../../../platform/long-work/long-work.queries.js';
import type {
  StatementFileLine,
  StatementFileSummary,
} from '../../../settlements/statement-files.queries.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts, Figures } from '../../ui/facts.js';
import { FormProblems } from '../../ui/fields.js';
import { readableCount, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct, maySee } from '../access/visit.js';
import { type Key, sentence, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { accountOf, billName, daysOf, lineType, problemTexts } from './statement-texts.js';
import { FileState, fileHref } from './statements.page.js';

const REFRESH_SECONDS = 3;

export interface StatementFileProps {
  readonly file: StatementFileSummary;
  readonly work: Work | null;
  readonly lines: readonly StatementFileLine[];
  readonly page: number;
  readonly pages: number;
  readonly uploader: string;
  /** The accepted version of the same days, and what differs; null when there is none. */
  readonly older: {
    readonly id: string;
    readonly added: number;
    readonly changed: number;
    readonly gone: number;
  } | null;
  readonly problems: readonly { field: string; text: string }[];
  readonly done?: string | undefined;
}

function Reading({ desk, file, work }: { desk: Desk; file: StatementFileSummary; work: Work | null }): VNode {
  const { locale } = desk;
  const ended = work !== null && work.state !== 'waiting' && work.state !== 'running';
  return (
    <Notice tone={ended ? 'warn' : 'plain'} live>
      <p>{words(locale, ended ? 'statements.readingStopped' : 'statements.readingNow')}</p>
      {work && (
        <p>
          <a href={at(desk, `/work/${withPrefix('wrk', work.id)}`)}>{words(locale, 'statements.toWork')}</a>
        </p>
      )}
      {ended && mayAct(desk, 'clerk') && (
        <form method="post" action={`${fileHref(desk, file.id)}/again`}>
          <Button second>{words(locale, 'statements.readAgain')}</Button>
        </form>
      )}
    </Notice>
  );
}

function Problems({ desk, file }: { desk: Desk; file: StatementFileSummary }): VNode {
  const { locale } = desk;
  return (
    <>
      <Notice tone="bad" title={words(locale, 'statements.invalid')}>
        <p>{words(locale, 'statements.invalidMeans')}</p>
      </Notice>
      <Table
        caption={words(locale, 'statements.problems')}
        columns={[
          { head: words(locale, 'statements.line'), number: true },
          { head: words(locale, 'statements.what') },
          { head: words(locale, 'statements.toDo') },
        ]}
        rows={file.problems.map((problem) => {
          const { what, fix } = problemTexts(problem, locale);
          return [problem.line > 0 ? problem.line : words(locale, 'statements.wholeFile'), what, fix];
        })}
      />
    </>
  );
}

function Newer({
  desk,
  file,
  older,
}: {
  desk: Desk;
  file: StatementFileSummary;
  older: StatementFileProps['older'];
}): VNode | null {
  if (!older) return null;
  const { locale } = desk;
  const counts = { added: older.added, changed: older.changed, gone: older.gone };
  return (
    <Notice
      tone={older.changed + older.gone > 0 ? 'warn' : 'plain'}
      title={words(locale, 'statements.newer')}
    >
      <p>{words(locale, 'statements.newerCounts', counts)}</p>
      <p>
        <a href={`${fileHref(desk, file.id)}/diff`}>{words(locale, 'statements.toDiff')}</a>
        {' · '}
        <a href={fileHref(desk, older.id)}>{words(locale, 'statements.toOlder')}</a>
      </p>
    </Notice>
  );
}

function Steps({ desk, file }: { desk: Desk; file: StatementFileSummary }): VNode | null {
  const { locale } = desk;
  const waits = file.state === 'read';
  if (!mayAct(desk, 'clerk') || (!waits && file.state !== 'reading')) return null;
  const makesGifts = file.intake === 'statement' && file.bill !== 'flow';
  return (
    <>
      {waits && <p>{words(locale, makesGifts ? 'statements.requestMeans' : 'statements.acceptMeans')}</p>}
      <Actions>
        {waits && makesGifts && (
          <ButtonLink href={`${fileHref(desk, file.id)}/intake`}>
            {words(locale, 'statements.request')}
          </ButtonLink>
        )}
        {waits && !makesGifts && (
          <form method="post" action={`${fileHref(desk, file.id)}/accept`}>
            <Button>{words(locale, 'statements.accept')}</Button>
          </form>
        )}
        <form method="post" action={`${fileHref(desk, file.id)}/discard`}>
          <Button second>{words(locale, 'statements.discard')}</Button>
        </form>
      </Actions>
    </>
  );
}

function Totals({ desk, file }: { desk: Desk; file: StatementFileSummary }): VNode | null {
  const { locale } = desk;
  const named = Object.entries(file.totals).filter(
    ([name]) => sentence(locale, `statements.total.${name}`) !== undefined,
  );
  if (named.length === 0) return null;
  return (
    <Figures
      figures={named.map(([name, amount]) => [
        words(locale, `statements.total.${name}` as Key),
        name.endsWith('Count')
          ? readableCount(amount, locale)
          : readableMoney({ amount, currency: file.currency }, locale),
      ])}
    />
  );
}

function Lines({
  desk,
  file,
  lines,
}: {
  desk: Desk;
  file: StatementFileSummary;
  lines: readonly StatementFileLine[];
}): VNode {
  const { locale, organization } = desk;
  const money = (amount: bigint | null, { currency }: StatementFileLine) =>
    amount === null ? '' : readableMoney({ amount, currency }, locale);
  const hasFees = file.bill === 'trade' || file.bill === 'platform';
  return (
    <Table
      caption={words(locale, 'statements.lines')}
      columns={[
        { head: words(locale, 'statements.line'), number: true },
        { head: words(locale, 'statements.time') },
        { head: words(locale, 'statements.type') },
        { head: words(locale, 'statements.amount'), number: true },
        ...(hasFees
          ? [{ head: words(locale, 'statements.fee'), number: true }]
          : [{ head: words(locale, 'statements.balance'), number: true }]),
        { head: words(locale, 'statements.number') },
        { head: words(locale, 'statements.ours') },
        { head: words(locale, 'statements.text') },
        { head: words(locale, 'statements.counterparty') },
      ]}
      rows={lines.map((line) => [
        line.lineNo,
        <Time at={line.occurredAt} locale={locale} zone={organization.timeZone} />,
        lineType(line.type, locale),
        money(line.amount, line),
        hasFees ? money(line.fee, line) : money(line.balanceAfter, line),
        line.sourceKey && <code>{line.sourceKey}</code>,
        line.merchantRef && <code>{line.merchantRef}</code>,
        [line.attach, line.description].filter(Boolean).join(' · '),
        line.counterparty,
      ])}
      empty={words(locale, 'statements.noLines')}
    />
  );
}

/** One file: how far it is, what it adds up to, what is wrong with it, its lines, and what to do now. */
export function statementFilePage(desk: Desk, props: StatementFileProps): VNode {
  const { locale, organization } = desk;
  const { file, page, pages } = props;
  const title = `${billName(file, locale)} · ${daysOf(file, locale)}`;
  const link = (to: number) => `${fileHref(desk, file.id)}?page=${to}`;
  const zone = organization.timeZone;
  return (
    <DeskPage
      desk={desk}
      current="statements"
      title={title}
      done={props.done}
      refreshSeconds={file.state === 'reading' ? REFRESH_SECONDS : undefined}
    >
      <p class="crumbs">
        <a href={at(desk, '/statements')}>{words(locale, 'nav.statements')}</a>
      </p>
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <p>
        <FileState desk={desk} state={file.state} /> {accountOf(file, locale)}
      </p>
      {file.state === 'reading' && <Reading desk={desk} file={file} work={props.work} />}
      {file.state === 'invalid' && <Problems desk={desk} file={file} />}
      <Newer desk={desk} file={file} older={props.older} />
      <Totals desk={desk} file={file} />
      <Steps desk={desk} file={file} />
      <Facts
        facts={[
          [words(locale, 'statements.name'), file.name],
          [
            words(locale, 'statements.size'),
            words(locale, 'statements.bytes', { bytes: readableCount(file.size, locale) }),
          ],
          ['SHA-256', <code class="long">{file.sha256}</code>],
          [words(locale, 'statements.lines'), readableCount(file.lines, locale)],
          [
            words(locale, 'statements.uploaded'),
            <>
              <Time at={file.uploadedAt} locale={locale} zone={zone} /> {props.uploader}
            </>,
          ],
          [
            words(locale, 'statements.acceptedAt'),
            file.acceptedAt && <Time at={file.acceptedAt} locale={locale} zone={zone} />,
          ],
          [
            words(locale, 'statements.endedAt'),
            file.endedAt && <Time at={file.endedAt} locale={locale} zone={zone} />,
          ],
          [
            words(locale, 'statements.approval'),
            file.approvalId && (
              <a href={at(desk, `/approvals/${withPrefix('apr', file.approvalId)}`)}>
                {words(locale, 'statements.toApproval')}
              </a>
            ),
          ],
        ]}
      />
      {maySee(desk, 'clerk', 'approver') && (
        <Actions>
          <form method="post" action={`${fileHref(desk, file.id)}/raw`}>
            <Button second>{words(locale, 'statements.download')}</Button>
          </form>
        </Actions>
      )}
      {file.lines > 0 && <Lines desk={desk} file={file} lines={props.lines} />}
      <Pager
        label={words(locale, 'pages')}
        previous={page > 1 ? { href: link(page - 1), text: words(locale, 'previous') } : undefined}
        next={page < pages ? { href: link(page + 1), text: words(locale, 'next') } : undefined}
      />
    </DeskPage>
  );
}
