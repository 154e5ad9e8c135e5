import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import type { OfficialLine } from '../../../receipts/official.queries.js';
import type { RegisterEntry, RegisterLine } from '../../../receipts/register.queries.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, RadioField, TextArea, TextField } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { approvalPath } from '../approvals/approvals.page.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { OfficialState } from './officials.page.js';
import { ReceiptLink, ReceiptState } from './receipts.page.js';

export interface ReceiptProps {
  readonly entry: RegisterEntry;
  /** The official receipt that counts for its gifts. */
  readonly official: OfficialLine | null;
  readonly approvals: readonly ApprovalWithVotes[];
  readonly trail: readonly TrailEvent[];
  readonly problems: readonly { field: string; text: string }[];
  /** What was typed into the form that was refused. */
  readonly typed: Readonly<Record<string, string>>;
  readonly done?: unknown;
}

function problemAt(problems: ReceiptProps['problems'], field: string): string | undefined {
  return problems.find((problem) => problem.field === field)?.text;
}

function Chain({ desk, entry }: { desk: Desk; entry: RegisterEntry }): VNode | null {
  const { locale, organization } = desk;
  const { line, replaces, successor } = entry;
  if (replaces.length === 0 && !successor) return null;
  const row = (each: RegisterLine) => [
    each.id === line.id ? <strong>{each.number}</strong> : <ReceiptLink desk={desk} line={each} />,
    <ReceiptState desk={desk} line={each} />,
    <Time at={each.issuedAt} locale={locale} zone={organization.timeZone} />,
    readableMoney(each, locale),
    each.endCause === null ? words(locale, 'none') : wordFor(locale, 'receipts.cause', each.endCause),
  ];
  return (
    <Table
      caption={words(locale, 'receipts.chain')}
      columns={[
        { head: words(locale, 'receipts.number') },
        { head: words(locale, 'receipts.state') },
        { head: words(locale, 'receipts.issuedAt') },
        { head: words(locale, 'receipts.amount'), number: true },
        { head: words(locale, 'receipts.cause') },
      ]}
      rows={[...replaces, line, ...(successor ? [successor] : [])].map(row)}
    />
  );
}

function Gifts({ desk, entry }: { desk: Desk; entry: RegisterEntry }): VNode {
  const { locale } = desk;
  return (
    <Table
      caption={words(locale, 'receipts.giftsOn')}
      columns={[
        { head: words(locale, 'receipts.gift') },
        { head: words(locale, 'receipts.donor') },
        { head: words(locale, 'receipts.project') },
        { head: words(locale, 'receipts.paidOn') },
        { head: words(locale, 'receipts.amount'), number: true },
      ]}
      rows={entry.gifts.map((gift) => [
        <a href={at(desk, `/gifts/${withPrefix('don', gift.donationId)}`)}>
          <code class="small">{withPrefix('don', gift.donationId)}</code>
        </a>,
        gift.label,
        locale === 'en' ? gift.projectNameEn : gift.projectNameZh,
        readableDay(gift.paidOn, locale),
        readableMoney({ amount: gift.amount, currency: entry.line.currency }, locale),
      ])}
    />
  );
}

function VoidForm({ desk, props }: { desk: Desk; props: ReceiptProps }): VNode {
  const { locale } = desk;
  const { entry, problems, typed } = props;
  return (
    <section class="panel no-print" aria-labelledby="void">
      <h2 id="void">{words(locale, 'receipts.void')}</h2>
      <p class="soft">{words(locale, 'receipts.void.lead')}</p>
      <form method="post" action={at(desk, `/receipts/${withPrefix('rcp', entry.line.id)}/void`)}>
        <TextArea
          name="reason"
          label={words(locale, 'receipts.void.reason')}
          hint={words(locale, 'receipts.void.reasonHint')}
          value={typed.reason ?? ''}
          problem={problemAt(problems, 'reason')}
          rows={3}
          required
        />
        <RadioField
          name="reissue"
          label={words(locale, 'receipts.void.then')}
          value={typed.reissue || 'yes'}
          options={[
            { value: 'yes', label: words(locale, 'receipts.void.yes') },
            { value: 'no', label: words(locale, 'receipts.void.no') },
          ]}
        />
        <TextField
          name="name"
          label={words(locale, 'receipts.void.name')}
          hint={words(locale, 'receipts.void.nameHint')}
          value={typed.name ?? ''}
          problem={problemAt(problems, 'name')}
          maxlength={100}
          autocomplete="off"
        />
        <Button second>{words(locale, 'receipts.void.ask')}</Button>
      </form>
    </section>
  );
}

function MergeForm({ desk, props }: { desk: Desk; props: ReceiptProps }): VNode {
  const { locale } = desk;
  const { line } = props.entry;
  const year = line.paidOn.slice(0, 4);
  const { typed, problems } = props;
  return (
    <section class="panel no-print" aria-labelledby="merge">
      <h2 id="merge">{words(locale, 'receipts.merge')}</h2>
      <p class="soft">{words(locale, 'receipts.merge.lead')}</p>
      <form method="post" action={at(desk, `/receipts/${withPrefix('rcp', line.id)}/merge`)}>
        {(['from', 'until'] as const).map((name) => (
          <TextField
            key={name}
            name={name}
            type="date"
            label={words(locale, `receipts.merge.${name}`)}
            value={typed[name] ?? (name === 'from' ? `${year}-01-01` : `${year}-12-31`)}
            problem={problemAt(problems, name)}
            required
          />
        ))}
        <Button second>{words(locale, 'receipts.merge.do')}</Button>
      </form>
    </section>
  );
}

function OfficialWish({ desk, props }: { desk: Desk; props: ReceiptProps }): VNode {
  const { locale } = desk;
  const { typed, problems } = props;
  return (
    <section class="panel no-print" aria-labelledby="official">
      <h2 id="official">{words(locale, 'official.ask')}</h2>
      <p class="soft">{words(locale, 'official.ask.lead')}</p>
      <form method="post" action={at(desk, `/receipts/${withPrefix('rcp', props.entry.line.id)}/official`)}>
        <RadioField
          name="kind"
          label={words(locale, 'official.ask.kind')}
          value={typed.kind || 'person'}
          inline
          options={[
            { value: 'person', label: words(locale, 'official.ask.person') },
            { value: 'organization', label: words(locale, 'official.ask.organization') },
          ]}
        />
        <TextField
          name="payerName"
          label={words(locale, 'official.ask.name')}
          hint={words(locale, 'official.ask.nameHint')}
          value={typed.payerName ?? ''}
          problem={problemAt(problems, 'name')}
          autocomplete="off"
          maxlength={100}
        />
        <TextField
          name="payerNo"
          label={words(locale, 'official.ask.payerNo')}
          value={typed.payerNo ?? ''}
          problem={problemAt(problems, 'payerNo')}
          autocomplete="off"
          maxlength={18}
        />
        <Button second name="wish" value="wanted">
          {words(locale, 'official.ask.do')}
        </Button>{' '}
        <Button second name="wish" value="waived">
          {words(locale, 'official.waive')}
        </Button>{' '}
        <Button second name="wish" value="anonymous">
          {words(locale, 'official.anonymous')}
        </Button>
      </form>
    </section>
  );
}

/** One receipt in the register. */
export function receiptPage(desk: Desk, props: ReceiptProps): VNode {
  const { locale, organization } = desk;
  const { entry, approvals } = props;
  const { line } = entry;
  const title = words(locale, 'receipts.one', { number: line.number });
  const open = approvals.find(({ state }) => state === 'waiting' || state === 'approved');
  const mayChange = mayAct(desk, 'clerk') && line.state === 'issued';
  return (
    <DeskPage desk={desk} current="receipts" title={title} done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/receipts')}>{words(locale, 'receipts.title')}</a>
      </p>
      <h1>{title}</h1>
      <FormProblems title={words(locale, 'receipts.refused')} problems={props.problems} />
      <Facts
        facts={[
          [words(locale, 'receipts.state'), <ReceiptState desk={desk} line={line} />],
          [words(locale, 'receipts.amount'), readableMoney(line, locale)],
          [
            words(locale, 'receipts.issuedAt'),
            <Time at={line.issuedAt} locale={locale} zone={organization.timeZone} />,
          ],
          [
            words(locale, 'receipts.endedAt'),
            line.endedAt && <Time at={line.endedAt} locale={locale} zone={organization.timeZone} />,
          ],
          [
            words(locale, 'receipts.cause'),
            line.endCause && wordFor(locale, 'receipts.cause', line.endCause),
          ],
          [words(locale, 'receipts.reason'), line.endReason],
          [
            words(locale, 'receipts.approval'),
            (open ?? entry.approvalId) && (
              <a href={approvalPath(desk, open?.id ?? entry.approvalId ?? '')}>
                {words(locale, open ? 'receipts.approval.open' : 'receipts.approval.done')}
              </a>
            ),
          ],
        ]}
      />
      {mayAct(desk, 'clerk', 'approver') && (
        <p class="no-print">
          <ButtonLink second href={at(desk, `/receipts/${withPrefix('rcp', line.id)}/copy.pdf`)}>
            {words(locale, 'receipts.copy')}
          </ButtonLink>
        </p>
      )}
      <Gifts desk={desk} entry={entry} />
      <Chain desk={desk} entry={entry} />
      {entry.held > 0 && mayAct(desk, 'clerk') && (
        <form
          class="no-print"
          method="post"
          action={at(desk, `/receipts/${withPrefix('rcp', line.id)}/reissue`)}
        >
          <p>{words(locale, 'receipts.held', { n: String(entry.held) })}</p>
          <Button second>{words(locale, 'receipts.reissue')}</Button>
        </form>
      )}
      {props.official && (
        <p>
          <a href={at(desk, `/official-receipts/${withPrefix('ofr', props.official.id)}`)}>
            {words(locale, 'official.see')}
          </a>{' '}
          <OfficialState desk={desk} line={props.official} />
        </p>
      )}
      {mayChange && (!props.official || props.official.state === 'waived') && (
        <OfficialWish desk={desk} props={props} />
      )}
      {mayChange && !open && <VoidForm desk={desk} props={props} />}
      {mayChange && !open && <MergeForm desk={desk} props={props} />}
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
