import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Files } from '../platform/files/files.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { Donation } from './donation.entity.js';
import {
  donationNotFound,
  refundRequestInvalid,
  refundRequestMovedOn,
  refundRequestNotFound,
  refundRequestOpen,
} from './donations.errors.js';
import { DonorDetails } from './donor-details.service.js';
import {
  REFUND_REQUEST_TRANSITIONS,
  RefundRequest,
  type RefundRequestState,
} from './refund-request.entity.js';
import { decisionDueOn, type RefundWish, readWish } from './refund-request.js';
import { RefundRequestMails } from './refund-request-mails.service.js';
import { textRow } from './refund-requests.queries.js';
import { Refunds } from './refunds.service.js';

export type { RefundWish } from './refund-request.js';

/** Kind of the case that each request is. */
const REFUND_REQUEST = 'REFUND_REQUEST';
const ANSWER_MAX = 500;

/** Where a decision is made, and by whom. */
interface Deciding {
  readonly staffId: string;
  readonly organizationId: string;
}

/** Donors who ask for their money back: taken in, looked at, decided; each step is told to the donor. */
@Injectable()
export class RefundRequests {
  constructor(
    private readonly database: Database,
    private readonly refunds: Refunds,
    private readonly mails: RefundRequestMails,
    private readonly cases: Cases,
    private readonly organizations: OrganizationsQueries,
    private readonly files: Files,
    private readonly details: DonorDetails,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes in a donor's wish; its clock starts, and a case asks a person to decide. Who may ask is the caller's business
   * (the gift's key). @returns the request's id.
   * @throws Refusal not_found/donation_not_found · invalid/refund_request_invalid with its fields · conflict/
   * refund_request_not_paid, refund_request_open.
   */
  async ask(donationId: string, wish: RefundWish): Promise<string> {
    const { reason, text, type, problems } = readWish(wish);
    if (!reason || problems.length > 0) throw refundRequestInvalid(problems);
    const id = newId();
    const now = this.clock.now();
    try {
      await this.database.inTransaction(async (tx) => {
        const donation = await tx.findOne(Donation, {
          where: { id: donationId },
          lock: { mode: 'pessimistic_write' },
        });
        if (!donation) throw donationNotFound();
        if (donation.status !== 'succeeded') throw refundRequestMovedOn('not_paid');
        const { organizationId } = donation;
        const dueOn = decisionDueOn(dayIn(now, await this.organizations.timeZoneOf(organizationId)), reason);
        const caseId = await this.cases.open(tx, {
          ...{ organizationId, kind: REFUND_REQUEST, dedupeKey: `${REFUND_REQUEST}:${id}` },
          ...{ subjectType: 'refund_request', subjectId: id, dueOn },
        });
        const evidenceFileId =
          wish.evidence && type ? await this.keep(tx, organizationId, id, wish.evidence) : null;
        await tx.insert(RefundRequest, {
          ...{
            id,
            organizationId,
            donationId,
            state: 'asked',
            reason,
            evidenceFileId,
            askedAt: now,
            dueOn,
            caseId,
          },
          textEncrypted: this.details.sealText(textRow(id), text),
          ...{ decidedAt: null, decidedBy: null, answer: null, refundId: null },
        });
        await this.record(tx, { id, organizationId }, null, 'refund_request.asked', { donationId, reason });
        await this.mails.send(tx, 'asked', { id, donation, dueOn, answer: '', amount: donation.amount });
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw refundRequestOpen();
      throw error;
    }
    return id;
  }

  /** The donor takes it back. @throws Refusal not_found · conflict/refund_request_moved_on. */
  async withdraw(donationId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const request = await this.move(tx, { id, donationId }, 'withdrawn');
      await tx.update(RefundRequest, { id }, { state: 'withdrawn', decidedAt: this.clock.now() });
      await this.closeCase(tx, request, null, 'withdrawn by the donor');
      await this.record(tx, request, null, 'refund_request.withdrawn', {});
    });
  }

  /** Somebody looks at it. @throws Refusal not_found · conflict/refund_request_moved_on. */
  async review({ staffId, organizationId }: Deciding, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const request = await this.move(tx, { id, organizationId }, 'in_review');
      await tx.update(RefundRequest, { id }, { state: 'in_review' });
      await this.record(tx, request, staffId, 'refund_request.in_review', {});
    });
  }

  /**
   * Grants it: asks for the refund, which another person must allow as ever. One database transaction.
   * @param answer what the donor reads besides; may be empty. @throws Refusal as `Refunds.request` · as `decline`.
   */
  async grant(by: Deciding, id: string, amountText: string, answer: string): Promise<{ refundId: string }> {
    const said = readAnswer(answer, false);
    return this.database.inTransaction(async (tx) => {
      const request = await this.move(tx, { id, organizationId: by.organizationId }, 'granted');
      const donation = await tx.findOneByOrFail(Donation, { id: request.donationId });
      const { organizationId, donationId, reason } = request;
      const { refundId, amount } = await this.refunds.requestWithin(tx, by, {
        ...{ organizationId, donationId, amountText, currency: donation.currency, reason },
        note: `refund request ${id}`,
      });
      await this.decide(tx, request, { state: 'granted', refundId, answer: said || null }, by.staffId);
      await this.mails.send(tx, 'granted', {
        id: refundId,
        donation,
        dueOn: request.dueOn,
        answer: said,
        amount,
      });
      return { refundId };
    });
  }

  /**
   * Declines it with a reason that the donor reads.
   * @throws Refusal not_found · invalid/refund_request_invalid naming `answer` · conflict/refund_request_moved_on.
   */
  async decline(by: Deciding, id: string, answer: string): Promise<void> {
    const said = readAnswer(answer, true);
    await this.database.inTransaction(async (tx) => {
      const request = await this.move(tx, { id, organizationId: by.organizationId }, 'declined');
      const donation = await tx.findOneByOrFail(Donation, { id: request.donationId });
      await this.decide(tx, request, { state: 'declined', answer: said }, by.staffId);
      const { amount } = donation;
      await this.mails.send(tx, 'declined', { id, donation, dueOn: request.dueOn, answer: said, amount });
    });
  }

  /** A refund that was granted and that nobody allowed: its request is looked at again, and asked about again. */
  async reopen(tx: Tx, approvalId: string): Promise<void> {
    const [found]: { id: string }[] = await tx.query(
      `SELECT q.id FROM refund_request q JOIN refund r ON r.id = q.refund_id
        WHERE r.approval_id = ? AND r.state = 'withdrawn' AND q.state = 'granted' FOR UPDATE`,
      [approvalId],
    );
    if (!found) return;
    const { id, organizationId, dueOn } = await tx.findOneByOrFail(RefundRequest, { id: found.id });
    const caseId = await this.cases.open(tx, {
      ...{ organizationId, kind: REFUND_REQUEST, dedupeKey: `${REFUND_REQUEST}:${id}:${approvalId}` },
      ...{ subjectType: 'refund_request', subjectId: id, dueOn },
    });
    const undecided = { decidedAt: null, decidedBy: null, answer: null, refundId: null };
    await tx.update(RefundRequest, { id }, { ...undecided, state: 'in_review', caseId });
    await this.record(tx, { id, organizationId }, null, 'refund_request.reopened', { approvalId });
  }

  private async decide(
    tx: Tx,
    request: RefundRequest,
    end: {
      readonly state: 'granted' | 'declined';
      readonly answer: string | null;
      readonly refundId?: string;
    },
    staffId: string,
  ): Promise<void> {
    await tx.update(
      RefundRequest,
      { id: request.id },
      { ...end, decidedAt: this.clock.now(), decidedBy: staffId },
    );
    await this.closeCase(tx, request, staffId, end.answer ?? end.state);
    await this.record(tx, request, staffId, `refund_request.${end.state}`, { answer: end.answer });
  }

  private async move(
    tx: Tx,
    where: { id: string } & ({ organizationId: string } | { donationId: string }),
    to: RefundRequestState,
  ): Promise<RefundRequest> {
    const found = await tx.findOne(RefundRequest, { where, lock: { mode: 'pessimistic_write' } });
    if (!found) throw refundRequestNotFound();
    // A refund that is under way is decided about on its own page.
    if (found.state === 'granted' || !mayMove(REFUND_REQUEST_TRANSITIONS, found.state, to))
      throw refundRequestMovedOn(found.state);
    return found;
  }

  /** Clerks may have closed the case by themselves; the request is what counts. */
  private async closeCase(
    tx: Tx,
    { organizationId, caseId }: RefundRequest,
    staffId: string | null,
    reason: string,
  ) {
    const [row]: { state: string }[] = await tx.query('SELECT state FROM work_case WHERE id = ? FOR UPDATE', [
      caseId,
    ]);
    if (row?.state === 'open')
      await this.cases.close(tx, { organizationId, caseId, outcome: 'RESOLVED', reason, staffId });
  }

  /** Papers show faces, birthdays and families: what lies on the disk can be read with our key alone. */
  private keep(tx: Tx, organizationId: string, id: string, evidence: Buffer): Promise<string> {
    const bytes = this.secrets.encrypt('field', evidence.toString('base64'), `${textRow(id)}:evidence`);
    return this.files.store(tx, {
      organizationId,
      name: 'evidence.sealed',
      contentType: 'application/octet-stream',
      bytes,
    });
  }

  private record(
    tx: Tx,
    { id, organizationId }: Pick<RefundRequest, 'id' | 'organizationId'>,
    staffId: string | null,
    action: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = { subjectType: 'refund_request', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, after });
  }
}

function readAnswer(answer: string, needed: boolean): string {
  const said = answer.normalize('NFC').replace(/\s+/g, ' ').trim();
  const problem = needed && said === '' ? 'empty' : [...said].length > ANSWER_MAX ? 'too_long' : null;
  if (problem)
    throw refundRequestInvalid([{ field: 'answer', code: problem, params: { max: String(ANSWER_MAX) } }]);
  return said;
}
