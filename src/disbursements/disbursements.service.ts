import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { FundGuard } from '../ledger/fund-guard.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Secrets } from '../platform/secrets/secrets.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { DISBURSEMENT_TRANSITIONS, Disbursement, type DisbursementState } from './disbursement.entity.js';
import { DISBURSEMENT } from './disbursement.entries.js';
import { type DisbursementForm, payloadOf, readDisbursement } from './disbursement.js';
import {
  disbursementMovedOn,
  disbursementNotFound,
  disbursementProjectUnknown,
  formUsed,
  outsideFiledUse,
} from './disbursements.errors.js';
import { type JudgedUse, outsideFiledUse as problemsOutside } from './use-change.js';
import { UseChangesQueries } from './use-changes.queries.js';

export type { DisbursementForm } from './disbursement.js';

/** Who acts. */
export interface Actor {
  readonly staffId: string;
}

/** Who allows what others asked for, and where. */
export interface Approver extends Actor {
  readonly organizationId: string;
}

/** How a request ends that is not carried out, and why. */
export interface Ending {
  readonly state: Extract<DisbursementState, 'rejected' | 'cancelled' | 'expired'>;
  readonly reason: string | null;
}

/** Asking for disbursements and allowing them. Paying them is `DisbursementPayments`. */
@Injectable()
export class Disbursements {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly uses: UseChangesQueries,
    private readonly guard: FundGuard,
    private readonly approvals: Approvals,
    private readonly secrets: Secrets,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for money of a project's fund and keeps it back there. The same form again is the same request.
   * @throws Refusal invalid/disbursement_invalid with its fields, those outside the filed use too ·
   * conflict/fund_insufficient · conflict/form_used.
   */
  async request(actor: Actor, organizationId: string, form: DisbursementForm): Promise<string> {
    const project = await this.projects.byId(form.projectId);
    if (project?.organizationId !== organizationId || project.state === 'draft')
      throw disbursementProjectUnknown();
    const wanted = readDisbursement(form, project.currency);
    const known = await this.byForm(organizationId, wanted.formKey, wanted.formSha256);
    if (known) return known;
    const { useChangeId, problems } = await this.judge(project, wanted);
    if (problems.length > 0) throw new Refusal('invalid', 'disbursement_invalid', {}, problems);
    const { fundId, currency } = project;
    const { payee, ...rest } = wanted;
    const id = newId();
    const row = { ...rest, id, organizationId, projectId: project.id, fundId, currency, useChangeId };
    const money = { organizationId, fundId, amount: wanted.amount, currency };
    try {
      await this.database.inTransaction(async (tx) => {
        const approvalId = await this.approvals.request(tx, {
          organizationId,
          operation: 'disbursement',
          subjectId: id,
          payload: payloadOf(row, this.payeeCode(id, payee)),
          requestedBy: actor.staffId,
        });
        await tx.insert(Disbursement, {
          ...row,
          approvalId,
          payeeEncrypted: this.secrets.encrypt('field', payee, `disbursement:${id}`),
          state: 'requested',
          requestedBy: actor.staffId,
          requestedAt: this.clock.now(),
        });
        await this.guard.reserve(tx, { ...money, sourceType: DISBURSEMENT, sourceId: id });
        await this.record(tx, 'disbursement.requested', row, actor, {
          amount: wanted.amount,
          currency,
          accountCode: wanted.accountCode,
          purpose: wanted.purpose,
        });
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(organizationId, wanted.formKey, wanted.formSha256);
      if (!winner) throw error;
      return winner;
    }
    return id;
  }

  /**
   * Another person allows what they saw. The money stays kept back until it is paid.
   * @throws Refusal as `Approvals.vote` and `consume` · conflict/outside_filed_use when the filed use was changed since.
   */
  async approve(
    { staffId, organizationId }: Approver,
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'approved'> {
    const project = await this.projectOf(approvalId, organizationId);
    return this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, operation: 'disbursement', staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const disbursement = await this.lock(tx, { approvalId, organizationId });
      const payeeCode = this.payeeCode(disbursement.id, this.payeeOf(disbursement));
      await this.approvals.consume(tx, approvalId, 'disbursement', payloadOf(disbursement, payeeCode));
      const useChangeId = await this.judgeAgain(tx, project, disbursement);
      await this.move(tx, disbursement, 'approved', { approvedAt: this.clock.now(), useChangeId });
      await this.record(tx, 'disbursement.approved', disbursement, { staffId });
      return 'approved';
    });
  }

  /**
   * Takes a request back (only who made it), or gives up one that was approved and is not paid.
   * @throws Refusal not_found · forbidden/approval_not_yours · conflict/disbursement_moved_on.
   */
  async cancel(actor: Actor, organizationId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const { approvalId, state } = await this.find(tx, { id, organizationId });
      if (state === 'requested')
        await this.approvals.withdraw(tx, { approvalId, organizationId, staffId: actor.staffId });
      await this.end(tx, { id, organizationId }, { state: 'cancelled', reason: null }, actor);
    });
  }

  /** Follows a request that ended elsewhere (expired, rejected on the page of all approvals); else does nothing. */
  async followEnd(tx: Tx, approvalId: string, organizationId: string, ending: Ending): Promise<void> {
    const found = await tx.findOneBy(Disbursement, { approvalId, organizationId });
    if (found?.state !== 'requested') return;
    const locked = await this.lock(tx, { approvalId, organizationId });
    if (locked.state === 'requested') await this.end(tx, locked, ending, { staffId: null });
  }

  /** The payee in clear, for people of the organization. */
  payeeOf({ id, payeeEncrypted }: Pick<Disbursement, 'id' | 'payeeEncrypted'>): string {
    return this.secrets.decrypt('field', payeeEncrypted, `disbursement:${id}`);
  }

  /** Whether this lies within what was filed for the project, as it counts today. */
  private async judge(project: Project, wanted: JudgedUse, tx?: Tx) {
    const filed = await this.uses.current(project.id, tx);
    const zone = await this.organizations.timeZoneOf(project.organizationId, tx);
    const problems = problemsOutside(filed, wanted, project, dayIn(this.clock.now(), zone));
    return { useChangeId: filed?.id ?? null, problems };
  }

  private async judgeAgain(tx: Tx, project: Project | null, { purposeKind, ...asked }: Disbursement) {
    if (!project) throw disbursementNotFound();
    if (purposeKind === null) throw outsideFiledUse([{ field: 'purpose_kind', code: 'empty' }]);
    const { useChangeId, problems } = await this.judge(project, { ...asked, purposeKind }, tx);
    if (problems.length > 0) throw outsideFiledUse(problems);
    return useChangeId;
  }

  /** The project of a request. Read before the database transaction, which would need a second connection for it. */
  private async projectOf(approvalId: string, organizationId: string): Promise<Project | null> {
    const found = await this.database.read.findOneBy(Disbursement, { approvalId, organizationId });
    return found && this.projects.byId(found.projectId);
  }

  private async end(
    tx: Tx,
    of: { id: string; organizationId: string },
    { state, reason }: Ending,
    actor: { readonly staffId: string | null },
  ): Promise<void> {
    const disbursement = await this.lock(tx, { id: of.id, organizationId: of.organizationId });
    await this.move(tx, disbursement, state, { endedAt: this.clock.now(), reason });
    await this.guard.release(tx, DISBURSEMENT, disbursement.id);
    await this.record(tx, `disbursement.${state}`, disbursement, actor, reason ? { reason } : {});
  }

  private async move(
    tx: Tx,
    { id, state }: Disbursement,
    to: DisbursementState,
    changes: Partial<Disbursement>,
  ): Promise<void> {
    if (!mayMove(DISBURSEMENT_TRANSITIONS, state, to)) throw disbursementMovedOn(state);
    await tx.update(Disbursement, { id }, { ...changes, state: to });
  }

  private async find(tx: Tx, where: { id: string; organizationId: string }): Promise<Disbursement> {
    const found = await tx.findOneBy(Disbursement, where);
    if (!found) throw disbursementNotFound();
    return found;
  }

  private async lock(
    tx: Tx,
    where: { organizationId: string } & ({ id: string } | { approvalId: string }),
  ): Promise<Disbursement> {
    const found = await tx.findOne(Disbursement, { where, lock: { mode: 'pessimistic_write' } });
    if (!found) throw disbursementNotFound();
    return found;
  }

  private async byForm(organizationId: string, formKey: string, sha256: Buffer): Promise<string | null> {
    const found = await this.database.read.findOneBy(Disbursement, { organizationId, formKey });
    if (found && !found.formSha256.equals(sha256)) throw formUsed();
    return found?.id ?? null;
  }

  private payeeCode(id: string, payee: string): string {
    return this.secrets.mac('blind-index', `disbursement:${id}:${payee}`).toString('hex');
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: Pick<Disbursement, 'id' | 'organizationId'>,
    { staffId }: { readonly staffId: string | null },
    after: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const subject = { subjectType: 'disbursement', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, after });
  }
}
