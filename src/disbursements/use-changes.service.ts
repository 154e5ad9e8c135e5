import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import {
  filedUseBehindDraft,
  formUsed,
  useChangeMovedOn,
  useChangeNotFound,
  useChangeProjectUnknown,
} from './disbursements.errors.js';
import { useChanged } from './disbursements.outbox.js';
import type { Actor, Approver, Ending } from './disbursements.service.js';
import { USE_CHANGE_TRANSITIONS, UseChange, type UseChangeState } from './use-change.entity.js';
import { readUseChange, type UseChangeForm, useChangePayload, type WantedUse } from './use-change.js';

export type { UseChangeForm } from './use-change.js';

const OPERATION = 'use_change';

/** Who writes the plan with a project's draft; null = the seed. */
export interface Editor {
  readonly staffId: string | null;
}

/**
 * What a project's money may be used for. The plan is written with the draft; once the project is public, the plan and
 * each change of it take two people, and the donors are told of a change.
 */
@Injectable()
export class UseChanges {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes the filed plan of a draft; what was written before is written over.
   * @throws Refusal not_found · invalid/use_change_invalid · conflict/filed_use_behind_draft once it is public.
   */
  async writePlan(actor: Editor, organizationId: string, form: UseChangeForm): Promise<void> {
    const project = await this.project(organizationId, form.projectId);
    const wanted = readUseChange(form, false, await this.today(organizationId));
    await this.database.inTransaction(async (tx) => {
      if ((await stateOf(tx, project.id)) !== 'draft') throw filedUseBehindDraft();
      const known = await tx.findOneBy(UseChange, { projectId: project.id, number: 1 });
      const row = { ...wanted, organizationId, projectId: project.id, number: 1, state: 'approved' } as const;
      const at = this.clock.now();
      const id = known?.id ?? newId();
      if (known)
        await tx.update(UseChange, { id }, { ...wanted, requestedBy: actor.staffId, requestedAt: at });
      else
        await tx.insert(UseChange, {
          ...row,
          id,
          requestedBy: actor.staffId,
          requestedAt: at,
          approvedAt: at,
        });
      await this.record(tx, 'use_change.planned', { id, organizationId }, actor.staffId, termsOf(wanted));
    });
  }

  /**
   * Asks for a change of a public project's use, or for the plan that was never written. The same form again is the
   * same request. @throws Refusal not_found · invalid/use_change_invalid · conflict/form_used.
   */
  async request(actor: Actor, organizationId: string, form: UseChangeForm): Promise<string> {
    const project = await this.project(organizationId, form.projectId);
    if (project.state === 'draft') throw useChangeProjectUnknown();
    const standing = await this.database.read.findOneBy(UseChange, { projectId: project.id, number: 1 });
    const wanted = readUseChange(form, standing !== null, await this.today(organizationId));
    const known = await this.byForm(organizationId, wanted);
    if (known) return known;
    const row = { ...wanted, id: newId(), organizationId, projectId: project.id };
    try {
      await this.database.inTransaction(async (tx) => {
        const approvalId = await this.approvals.request(tx, {
          organizationId,
          operation: OPERATION,
          subjectId: row.id,
          payload: useChangePayload(row),
          requestedBy: actor.staffId,
        });
        const requestedAt = this.clock.now();
        const requestedBy = actor.staffId;
        await tx.insert(UseChange, { ...row, approvalId, state: 'requested', requestedBy, requestedAt });
        await this.record(tx, 'use_change.requested', row, actor.staffId, termsOf(wanted));
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(organizationId, wanted);
      if (!winner) throw error;
      return winner;
    }
    return row.id;
  }

  /**
   * Another person allows what they saw: it counts from now on, under the next number of its project.
   * @throws Refusal as `Approvals` · conflict/use_change_moved_on when it says nothing of a filing and the plan that it
   * would have been is there by now.
   */
  async approve(
    { staffId, organizationId }: Approver,
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'approved'> {
    return this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, operation: OPERATION, staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const change = await lock(tx, { approvalId, organizationId });
      await this.approvals.consume(tx, approvalId, 'use_change', useChangePayload(change));
      await stateOf(tx, change.projectId);
      const [row]: { last: number | null }[] = await tx.query(
        'SELECT MAX(number) AS last FROM use_change WHERE project_id = ?',
        [change.projectId],
      );
      const number = Number(row?.last ?? 0) + 1;
      if (number > 1 && change.filingRecordNo === '') throw useChangeMovedOn(change.state);
      await this.move(tx, change, 'approved', { number, approvedAt: this.clock.now() });
      if (number > 1) await this.outbox.announce(tx, [useChanged(change)]);
      await this.record(tx, 'use_change.approved', change, staffId, { number });
      return 'approved';
    });
  }

  /** Takes a request back. @throws Refusal not_found · forbidden/approval_not_yours · conflict. */
  async cancel(actor: Actor, organizationId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const change = await lock(tx, { id, organizationId });
      const { approvalId, state } = change;
      if (state !== 'requested' || !approvalId) throw useChangeMovedOn(state);
      await this.approvals.withdraw(tx, { approvalId, organizationId, staffId: actor.staffId });
      await this.end(tx, change, { state: 'cancelled', reason: null }, actor.staffId);
    });
  }

  /** Follows a request that ended elsewhere; else does nothing. */
  async followEnd(tx: Tx, approvalId: string, organizationId: string, ending: Ending): Promise<void> {
    const found = await tx.findOneBy(UseChange, { approvalId, organizationId });
    if (found?.state !== 'requested') return;
    const locked = await lock(tx, { approvalId, organizationId });
    if (locked.state === 'requested') await this.end(tx, locked, ending, null);
  }

  private async end(
    tx: Tx,
    change: UseChange,
    { state, reason }: Ending,
    staffId: string | null,
  ): Promise<void> {
    await this.move(tx, change, state, { endedAt: this.clock.now(), reason });
    await this.record(tx, `use_change.${state}`, change, staffId, reason ? { reason } : {});
  }

  private async move(
    tx: Tx,
    { id, state }: UseChange,
    to: UseChangeState,
    changes: Partial<UseChange>,
  ): Promise<void> {
    if (!mayMove(USE_CHANGE_TRANSITIONS, state, to)) throw useChangeMovedOn(state);
    await tx.update(UseChange, { id }, { ...changes, state: to });
  }

  private async project(organizationId: string, projectId: string): Promise<Project> {
    const project = await this.projects.byId(projectId);
    if (project?.organizationId !== organizationId) throw useChangeProjectUnknown();
    return project;
  }

  private async today(organizationId: string): Promise<string> {
    return dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId));
  }

  private async byForm(organizationId: string, { formKey, formSha256 }: WantedUse): Promise<string | null> {
    const found = await this.database.read.findOneBy(UseChange, { organizationId, formKey });
    if (found && !found.formSha256.equals(formSha256)) throw formUsed();
    return found?.id ?? null;
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: { readonly id: string; readonly organizationId: string },
    staffId: string | null,
    after: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const subject = { subjectType: 'use_change', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, after });
  }
}

function termsOf({ formKey: _key, formSha256: _hash, ...terms }: WantedUse): Record<string, unknown> {
  return terms;
}

/** The project's state; its row is held, so that it is not published and two changes get no one number meanwhile. */
async function stateOf(tx: Tx, projectId: string): Promise<string | undefined> {
  const [row]: { state: string }[] = await tx.query('SELECT state FROM project WHERE id = ? FOR UPDATE', [
    projectId,
  ]);
  return row?.state;
}

async function lock(
  tx: Tx,
  where: { organizationId: string } & ({ id: string } | { approvalId: string }),
): Promise<UseChange> {
  const found = await tx.findOne(UseChange, { where, lock: { mode: 'pessimistic_write' } });
  if (!found) throw useChangeNotFound();
  return found;
}
