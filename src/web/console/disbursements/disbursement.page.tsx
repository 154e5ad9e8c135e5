import type { VNode } from 'preact';
import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import type { Evidence } from '../../../disbursements/evidence.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { EntryLine } from '../../../ledger/ledger.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { Facts } from '../../ui/facts.js';
import { FormProblems, TextArea, TextField } from '../../ui/fields.js';
import { readableDay, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';
import { EntryLines } from '../entry-lines.js';
import { at, DeskPage, nameOf } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { StateBadge } from './disbursements.page.js';
import { EvidenceSection, type TypedEvidence } from './evidence.view.js';
import { publicFacts } from './public-facts.js';

/** What was typed about the bank before a refusal. */
export interface TypedBankNote {
  readonly paid_on?: string;
  readonly bank_reference?: string;
  readonly returned_on?: string;
  readonly return_reference?: string;
  readonly reason?: string;
}

interface Props {
  readonly disbursement: Disbursement;
  readonly payee: string;
  readonly project: Project | null;
  readonly voters: readonly string[];
  readonly names: ReadonlyMap<string, string>;
  readonly entries: readonly EntryLine[];
  readonly trail: readonly TrailEvent[];
  readonly today: string;
  readonly typed: TypedBankNote & TypedEvidence;
  readonly evidence: readonly Evidence[];
  readonly problems: readonly { field: string; text: string }[];
  readonly done?: unknown;
}

function PayForm({ desk, props, here }: { desk: Desk; props: Props; here: string }): VNode {
  const { locale } = desk;
  const problem = (name: string) => props.problems.find(({ field }) => field === name)?.text;
  return (
    <form method="post" action={`${here}/payment`} class="panel no-print">
      <h2>{words(locale, 'disbursements.pay')}</h2>
      <p class="soft">{words(locale, 'disbursements.payNote')}</p>
      <TextField
        name="paid_on"
        type="date"
        label={words(locale, 'disbursements.paidOn')}
        problem={problem('paid_on')}
        value={props.typed.paid_on ?? props.today}
        required
      />
      <TextField
        name="bank_reference"
        label={words(locale, 'disbursements.bankReference')}
        hint={words(locale, 'disbursements.bankReferenceHint')}
        problem={problem('bank_reference')}
        value={props.typed.bank_reference}
        autocomplete="off"
        required
      />
      <Button>{words(locale, 'disbursements.payConfirm')}</Button>
    </form>
  );
}

function ReturnForm({ desk, props, here }: { desk: Desk; props: Props; here: string }): VNode {
  const { locale } = desk;
  const problem = (name: string) => props.problems.find(({ field }) => field === name)?.text;
  return (
    <details
      class="panel no-print"
      open={props.problems.some(({ field }) =>
        ['returned_on', 'return_reference', 'reason', 'main'].includes(field),
      )}
    >
      <summary>{words(locale, 'disbursements.return')}</summary>
      <form method="post" action={`${here}/return`}>
        <p class="soft">{words(locale, 'disbursements.returnNote')}</p>
        <TextField
          name="returned_on"
          type="date"
          label={words(locale, 'disbursements.returnedOn')}
          problem={problem('returned_on')}
          value={props.typed.returned_on ?? props.today}
          required
        />
        <TextField
          name="return_reference"
          label={words(locale, 'disbursements.returnReference')}
          problem={problem('return_reference')}
          value={props.typed.return_reference}
          autocomplete="off"
          required
        />
        <TextArea
          name="reason"
          label={words(locale, 'disbursements.returnReason')}
          problem={problem('reason')}
          value={props.typed.reason ?? ''}
          rows={2}
          required
        />
        <Button second>{words(locale, 'disbursements.returnConfirm')}</Button>
      </form>
    </details>
  );
}

/** What can be done next, by whom. */
function Next({ desk, props, here }: { desk: Desk; props: Props; here: string }): VNode | null {
  const { locale } = desk;
  const { disbursement } = props;
  const { state } = disbursement;
  const own = disbursement.requestedBy === desk.staff.staffId;
  const clerk = mayAct(desk, 'clerk');
  const cancel = (label: Key) => (
    <form method="post" action={`${here}/cancellation`} class="no-print">
      <Button second>{words(locale, label)}</Button>
    </form>
  );
  if (state === 'requested')
    return (
      <>
        <Notice tone="warn">
          <p>
            {words(locale, 'disbursements.waits')}{' '}
            <a href={at(desk, `/approvals/${withPrefix('apr', disbursement.approvalId)}`)}>
              {words(locale, 'disbursements.toApproval')}
            </a>
          </p>
        </Notice>
        {own && clerk && cancel('disbursements.takeBack')}
      </>
    );
  if (state === 'approved' && clerk)
    return (
      <>
        <PayForm desk={desk} props={props} here={here} />
        {cancel('disbursements.giveUp')}
      </>
    );
  if (state === 'paid' && clerk) return <ReturnForm desk={desk} props={props} here={here} />;
  if (clerk && state !== 'approved' && state !== 'paid')
    return (
      <Actions>
        <ButtonLink
          second
          href={`${at(desk, '/disbursements/new')}?like=${withPrefix('dsb', disbursement.id)}`}
        >
          {words(locale, 'disbursements.again')}
        </ButtonLink>
      </Actions>
    );
  return null;
}

/** One disbursement with its whole life; printed, it is the voucher that two people have signed for. */
export function disbursementPage(desk: Desk, props: Props): VNode {
  const { locale, organization } = desk;
  const { disbursement, project, names } = props;
  const here = at(desk, `/disbursements/${withPrefix('dsb', disbursement.id)}`);
  const title = words(locale, 'disbursements.title', { amount: readableMoney(disbursement, locale) });
  const who = (id: string) => names.get(id) ?? words(locale, 'none');
  const time = (at: Date | null) => at && <Time at={at} locale={locale} zone={organization.timeZone} />;
  const day = (on: string | null) => on && readableDay(on, locale);
  return (
    <DeskPage desk={desk} title={title} current="disbursements" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/disbursements')}>{words(locale, 'nav.disbursements')}</a>
      </p>
      <p class="print-only">{nameOf(organization, locale)}</p>
      <h1>
        {title} <StateBadge desk={desk} state={disbursement.state} />
      </h1>
      <FormProblems title={words(locale, 'form.problems')} problems={props.problems} />
      <Next desk={desk} props={props} here={here} />
      <Facts
        facts={[
          [words(locale, 'disbursements.payee'), props.payee],
          [words(locale, 'disbursements.purpose'), disbursement.purpose],
          ...publicFacts(disbursement, locale),
          [
            words(locale, 'day.project'),
            project && (
              <a href={at(desk, `/projects/${withPrefix('prj', project.id)}`)}>{nameOf(project, locale)}</a>
            ),
          ],
          [
            words(locale, 'disbursements.account'),
            `${disbursement.accountCode} ${wordFor(locale, 'account', disbursement.accountCode)}`,
          ],
          [
            words(locale, 'disbursements.requestedBy'),
            <>
              {who(disbursement.requestedBy)} · {time(disbursement.requestedAt)}
            </>,
          ],
          [
            words(locale, 'disbursements.approvedBy'),
            disbursement.approvedAt && (
              <>
                {props.voters.map(who).join(', ')} · {time(disbursement.approvedAt)}
              </>
            ),
          ],
          [words(locale, 'disbursements.paidOn'), day(disbursement.paidOn)],
          [words(locale, 'disbursements.bankReference'), disbursement.bankReference],
          [words(locale, 'disbursements.returnedOn'), day(disbursement.returnedOn)],
          [words(locale, 'disbursements.returnReference'), disbursement.returnReference],
          [words(locale, 'disbursements.endedAt'), time(disbursement.endedAt)],
          [words(locale, 'disbursements.reason'), disbursement.reason],
          [words(locale, 'disbursements.number'), <code>{withPrefix('dsb', disbursement.id)}</code>],
        ]}
      />
      <EvidenceSection
        desk={desk}
        disbursement={disbursement}
        evidence={props.evidence}
        names={names}
        typed={props.typed}
        problems={props.problems}
        here={here}
      />
      <EntryLines desk={desk} entries={props.entries} empty={words(locale, 'disbursements.noEntries')} />
      <p class="signatures print-only">
        <span>{words(locale, 'disbursements.requestedBy')}</span>
        <span>{words(locale, 'disbursements.approvedBy')}</span>
        <span>{words(locale, 'disbursements.payee')}</span>
      </p>
      <h2 class="no-print">{words(locale, 'trail.title')}</h2>
      <div class="no-print">
        <Trail desk={desk} events={props.trail} />
      </div>
    </DeskPage>
  );
}
