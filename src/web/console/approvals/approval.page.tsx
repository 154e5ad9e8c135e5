import type { VNode } from 'preact';
import type { ApprovalWithVotes } from '../../../platform/approvals/approvals.queries.js';
import { Actions, Button } from '../../ui/buttons.js';
import { type Fact, Facts } from '../../ui/facts.js';
import { FormProblems, Hidden, TextArea } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice } from '../../ui/notices.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { Trail } from '../trail/trail.view.js';
import { APPROVAL_TONES, approvalPath, decidersOf, type Names } from './approvals.page.js';
import { PayloadView } from './payload.view.js';

export interface ApprovalProps {
  readonly approval: ApprovalWithVotes;
  readonly facts: readonly Fact[];
  readonly names: Names;
  readonly trail: readonly TrailEvent[];
  /** Whether its time is over by the clock, swept or not. */
  readonly lapsed: boolean;
  readonly problems: readonly { field: string; text: string }[];
  /** What was typed as the reason before a refusal. */
  readonly reason?: string;
  readonly done?: unknown;
}

/** What the person at the desk can do about a request, or why nothing. */
function standingOf(
  desk: Desk,
  { approval, lapsed }: ApprovalProps,
): 'vote' | 'own' | 'voted' | 'ended' | 'look' {
  if (!['waiting', 'approved'].includes(approval.state) || lapsed) return 'ended';
  if (approval.requestedBy === desk.staff.staffId) return 'own';
  if (!mayAct(desk, 'approver')) return 'look';
  return approval.votes.some(({ staffId }) => staffId === desk.staff.staffId) ? 'voted' : 'vote';
}

function Answer({ desk, props }: { desk: Desk; props: ApprovalProps }): VNode | null {
  const { locale } = desk;
  const path = approvalPath(desk, props.approval.id);
  const standing = standingOf(desk, props);
  if (standing === 'ended') return null;
  if (standing === 'own')
    return (
      <>
        <Notice>
          <p>{words(locale, 'approvals.yours')}</p>
        </Notice>
        <form method="post" action={`${path}/withdrawal`}>
          <Button second>{words(locale, 'approvals.withdraw')}</Button>
        </form>
      </>
    );
  if (standing !== 'vote')
    return (
      <p class="soft">{words(locale, standing === 'voted' ? 'approvals.youVoted' : 'approvals.look')}</p>
    );
  return (
    <div class="case-forms">
      <form method="post" action={`${path}/vote`}>
        <Hidden name="shown" value={props.approval.payloadSha256} />
        <p>{words(locale, 'approvals.voteMeans')}</p>
        <Actions>
          <Button>{words(locale, 'approvals.vote')}</Button>
        </Actions>
      </form>
      <form method="post" action={`${path}/rejection`}>
        <TextArea
          name="reason"
          label={words(locale, 'approvals.reason')}
          hint={words(locale, 'approvals.reasonHint')}
          problem={props.problems.find(({ field }) => field === 'reason')?.text}
          value={props.reason ?? ''}
          rows={3}
          required
        />
        <Button second>{words(locale, 'approvals.reject')}</Button>
      </form>
    </div>
  );
}

/** One request: everything that is approved, who stands where, and what the reader can do about it. */
export function approvalPage(desk: Desk, props: ApprovalProps): VNode {
  const { locale, organization } = desk;
  const { approval, names } = props;
  const title = wordFor(locale, 'operation', approval.operation);
  const who = (id: string) => names.get(id) ?? words(locale, 'none');
  const time = (instant: Date) => <Time at={instant} locale={locale} zone={organization.timeZone} />;
  const state = props.lapsed && ['waiting', 'approved'].includes(approval.state) ? 'expired' : approval.state;
  return (
    <DeskPage desk={desk} title={title} current="approvals" done={props.done}>
      <p class="crumbs">
        <a href={at(desk, '/approvals')}>{words(locale, 'nav.approvals')}</a>
      </p>
      <h1>
        {title} <Badge tone={APPROVAL_TONES[state]}>{words(locale, `approvals.state.${state}` as Key)}</Badge>
      </h1>
      <FormProblems title={words(locale, 'approvals.refused')} problems={props.problems} />
      <section aria-labelledby="shown">
        <h2 id="shown">{words(locale, 'approvals.shown')}</h2>
        <PayloadView desk={desk} payload={approval.payload} facts={props.facts} />
      </section>
      <section aria-labelledby="people">
        <h2 id="people">{words(locale, 'approvals.people')}</h2>
        <Facts
          facts={[
            [
              words(locale, 'approvals.requestedBy'),
              <>
                {who(approval.requestedBy)} · {time(approval.requestedAt)}
              </>,
            ],
            [
              words(locale, 'approvals.votes'),
              <>
                {approval.votes.length} / {approval.votesNeeded}
                {approval.votes.map(({ staffId, votedAt }) => (
                  <div key={staffId}>
                    {who(staffId)} · {time(votedAt)}
                  </div>
                ))}
              </>,
            ],
            [words(locale, 'approvals.expiresAt'), time(approval.expiresAt)],
            [
              words(locale, 'approvals.decidedBy'),
              decidersOf(approval).length > 0 ? decidersOf(approval).map(who).join(', ') : null,
            ],
            [words(locale, 'approvals.decidedAt'), approval.decidedAt && time(approval.decidedAt)],
            [words(locale, 'approvals.reason'), approval.reason],
            [
              words(locale, 'approvals.fingerprint'),
              <code class="small">{approval.payloadSha256.slice(0, 16)}</code>,
            ],
          ]}
        />
      </section>
      <section aria-labelledby="answer">
        <h2 id="answer" class="visually-hidden">
          {words(locale, 'approvals.answer')}
        </h2>
        <Answer desk={desk} props={props} />
      </section>
      <h2>{words(locale, 'start.trail')}</h2>
      <Trail desk={desk} events={props.trail} />
    </DeskPage>
  );
}
