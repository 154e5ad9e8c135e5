import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import type { WorkCase } from '../cases/work-case.entity.js';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { ChartOfAccounts, clearingCode, incomeCode } from '../ledger/chart-of-accounts.service.js';
import { Funds } from '../ledger/funds.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { approvalNotFound } from '../platform/approvals/approvals.errors.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { booked, type Promised, statusOf } from './donation.js';
import { releaseCurrency, releaseNothingLeft, releaseRefused } from './donations.errors.js';
import { DONATION_BOOKED, donationChanged } from './donations.outbox.js';
import { type AttemptRow, factsOfDonations, lockDonation, setStatuses } from './payment-facts.statements.js';
import { toFact } from './payment-fold.js';
import { leftToRefund } from './refund.js';
import { lockRefunds } from './return-rows.statements.js';
import {
  type ReleaseAccounts,
  type ReleasedTo,
  releaseEntry,
  type SuspendedPayment,
} from './suspense-release.js';
import {
  factsAbout,
  insertAnonymous,
  insertAttempt,
  insertReleasedFact,
  projectOfOrganization,
  type ReleaseProject,
  suspendedPayment,
} from './suspense-releases.statements.js';

/** What a clerk asks for: the money of a case becomes part of a known donation, or an unknown donor's gift to a project. */
export interface ReleaseInput {
  readonly organizationId: string;
  readonly caseId: string;
  readonly donationId: string | null;
  readonly projectId: string | null;
  readonly reason: string;
}

/** What a release would move now, read under locks. */
interface Standing {
  readonly found: WorkCase;
  readonly payment: SuspendedPayment;
  readonly amount: bigint;
  readonly currency: string;
  readonly project: ReleaseProject;
  /** Attempts of the known donation, which are locked with it; none for an unknown donor. */
  readonly attempts: readonly AttemptRow[];
}

interface Wanted {
  readonly donation: string | null;
  readonly project: string;
  readonly reason: string;
}

const REASON_MAX = 300;

/**
 * Money that lies in suspense, released by two people: to a known donation, or as an unknown donor's gift to a project,
 * which then is an anonymous donation like any other. The case closes with the entry; receipt and progress follow.
 */
@Injectable()
export class SuspenseReleases {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly approvalsQueries: ApprovalsQueries,
    private readonly cases: Cases,
    private readonly accounts: ChartOfAccounts,
    private readonly funds: Funds,
    private readonly ledger: Ledger,
    private readonly outbox: Outbox,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * Asks for the release of all that still lies there. @returns the approval's id.
   * @throws Refusal not_found · conflict case_closed, approval_open, release_nothing_left, release_currency ·
   * invalid release_refused naming `donation`, `project` or `reason`.
   */
  async request(actor: { readonly staffId: string }, input: ReleaseInput): Promise<string> {
    const { organizationId, caseId, donationId } = input;
    const reason = input.reason.trim();
    if (reason === '' || reason.length > REASON_MAX) throw releaseRefused('reason', 'release_reason');
    return this.database.inTransaction(async (tx) => {
      const project = await this.projectFor(tx, organizationId, donationId, input.projectId);
      const wanted = { donation: donationId, project, reason };
      const standing = await this.stand(tx, organizationId, caseId, wanted);
      return this.approvals.request(tx, {
        organizationId,
        operation: 'suspense_release',
        subjectId: caseId,
        payload: payloadOf(standing, wanted),
        requestedBy: actor.staffId,
      });
    });
  }

  /**
   * Agrees to what was shown and releases the money, in one database transaction. @returns the entry's id.
   * @throws Refusal as `Approvals.vote` and `consume`, and as `request`.
   */
  async approve(
    actor: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | string> {
    const { organizationId, staffId } = actor;
    const asked = await this.approvalsQueries.byId(organizationId, approvalId);
    if (!asked) throw approvalNotFound();
    const wanted = asked.payload as unknown as Wanted;
    const outcome = await this.database.inTransaction(
      async (tx) => {
        const vote = { approvalId, organizationId, staffId, shownSha256 };
        const voted = await this.approvals.vote(tx, { ...vote, operation: 'suspense_release' });
        if (voted === 'waiting') return voted;
        const standing = await this.stand(tx, organizationId, asked.subjectId, wanted);
        await this.approvals.consume(tx, approvalId, 'suspense_release', payloadOf(standing, wanted));
        const entryId = await this.release(tx, standing, approvalId, wanted.reason);
        await this.cases.close(tx, {
          ...{ organizationId, caseId: standing.found.id, staffId, entryId },
          ...{ outcome: 'RESOLVED', reason: wanted.reason },
        });
        return entryId;
      },
      { afterLostCommit: () => this.released(organizationId, approvalId) },
    );
    if (outcome !== 'waiting') this.doorbell.ring('numbering');
    return outcome;
  }

  private async projectFor(
    tx: Tx,
    organizationId: string,
    donationId: string | null,
    projectId: string | null,
  ): Promise<string> {
    if (donationId === null) {
      if (projectId === null) throw releaseRefused('project', 'release_project');
      return projectId;
    }
    const [attempt] = await lockDonation(tx, organizationId, donationId);
    if (!attempt) throw releaseRefused('donation', 'release_donation');
    return attempt.projectId;
  }

  /** Locks the case and the known donation, and reads what can be released to where. */
  private async stand(tx: Tx, organizationId: string, caseId: string, wanted: Wanted): Promise<Standing> {
    const found = await this.cases.lockOpen(tx, organizationId, caseId);
    const payment = await suspendedPayment(tx, organizationId, caseId);
    if (!payment) throw releaseRefused('project', 'release_no_payment');
    const attempts = wanted.donation === null ? [] : await lockDonation(tx, organizationId, wanted.donation);
    if (wanted.donation !== null && attempts[0]?.projectId !== wanted.project)
      throw releaseRefused('donation', 'release_donation');
    const project = await projectOfOrganization(tx, organizationId, wanted.project);
    if (!project) throw releaseRefused('project', 'release_project');
    const currency = payment.currency ?? '';
    if (project.currency !== currency) throw releaseCurrency(currency, project.currency);
    const refunds = await lockRefunds(tx, 'payment', [[payment.providerAccountId, payment.key]]);
    const facts = (await factsAbout(tx, payment)).map(toFact);
    const amount = leftToRefund(toFact(payment), facts, refunds);
    // What went back of a payment without an attempt cannot be told of a donation any more: the rest goes back too.
    const whole = BigInt(payment.amount ?? '0');
    if (amount <= 0n || (payment.attemptId === null && amount !== whole)) throw releaseNothingLeft();
    return { found, payment, amount, currency, project, attempts };
  }

  private async release(tx: Tx, standing: Standing, approvalId: string, memo: string): Promise<string> {
    const { payment, amount, currency, project, attempts } = standing;
    const { organizationId } = payment;
    const now = this.clock.now();
    const donationId =
      attempts[0]?.donationId ??
      (await insertAnonymous(tx, {
        ...{ organizationId, projectId: project.projectId, amount, currency, factId: payment.id, now },
      }));
    const own = attempts.find(({ attemptId }) => attemptId === payment.attemptId);
    const attemptId = own?.attemptId ?? (await insertAttempt(tx, payment, donationId, now));
    const promised: Promised = attempts[0]
      ? { amount: BigInt(attempts[0].amount), currency: attempts[0].currency }
      : { amount, currency };
    const before = (await factsOfDonations(tx, [donationId])).map(toFact);
    await insertReleasedFact(tx, payment, attemptId, now);
    const after = (await factsOfDonations(tx, [donationId])).map(toFact);
    const to: ReleasedTo = {
      ...{ donationId, projectId: project.projectId, fundId: project.fundId },
      channelId: attempts[0]?.channelId ?? null,
    };
    const accounts = await this.accountsOf(tx, payment, project);
    const by = { approvalId, occurredAt: now, memo };
    const entry = releaseEntry(newId(), payment, { amount, currency }, to, accounts, by);
    await this.ledger.post(tx, [entry]);
    await setStatuses(tx, new Map([[donationId, statusOf(promised, after)]]));
    const isFirst = booked(promised, before).length === 0;
    await this.outbox.announce(tx, [
      isFirst ? { kind: DONATION_BOOKED, organizationId, ref: donationId } : donationChanged(entry),
    ]);
    return entry.id;
  }

  private async accountsOf(
    tx: Tx,
    { organizationId, providerAccountId, provider }: SuspendedPayment,
    { currency, fundKind }: ReleaseProject,
  ): Promise<ReleaseAccounts> {
    return {
      suspenseFundId: await this.funds.technical(organizationId, 'SUSP', currency, tx),
      clearing: await this.accounts.id(
        organizationId,
        clearingCode(provider),
        currency,
        providerAccountId,
        tx,
      ),
      unidentified: await this.accounts.id(organizationId, '220901', currency, '', tx),
      income: await this.accounts.id(organizationId, incomeCode(fundKind), currency, '', tx),
    };
  }

  /** The entry of an approval whose COMMIT nobody heard of; undefined when it did not happen. */
  private async released(organizationId: string, approvalId: string): Promise<string | undefined> {
    const asked = await this.approvalsQueries.byId(organizationId, approvalId);
    if (asked?.state !== 'consumed') return undefined;
    const [row] = await this.database.rows<{ entry_id: string }>(
      'SELECT entry_id FROM work_case WHERE id = ? AND organization_id = ?',
      [asked.subjectId, organizationId],
    );
    return row?.entry_id;
  }
}

/** What is shown and hashed. */
function payloadOf({ found, payment, amount, currency }: Standing, wanted: Wanted): object {
  return {
    case: { id: found.id, kind: found.kind, detail: found.detail },
    payment: payment.key,
    providerAccount: payment.account,
    amount: amount.toString(),
    currency,
    donation: wanted.donation,
    project: wanted.project,
    reason: wanted.reason,
  };
}
