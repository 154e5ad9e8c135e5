import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { FormReading, formSha256 } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { offlineFormUsed, offlineInvalid, offlineMovedOn } from './donations.errors.js';
import { DonorDetails } from './donor-details.service.js';
import { lockPledge } from './offline.statements.js';
import { readDonor, type TypedDonor } from './offline-form.js';
import { pledgePayload } from './offline-payloads.js';
import { PLEDGE_TRANSITIONS, Pledge } from './pledge.entity.js';

/** A form for a pledge as it was typed. */
export interface PledgeForm extends TypedDonor {
  readonly projectId: string;
  /** Major units. */
  readonly amountText: string;
  readonly pledgedOn: string;
  readonly dueOn?: string;
  readonly formKey: string;
}

const REASON_MAX = 500;
const DAY = /^20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Promised gifts: recorded, checked, kept or given up. What is paid on them is an offline gift. */
@Injectable()
export class Pledges {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly details: DonorDetails,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Records a promise. @throws Refusal invalid/offline_gift_invalid with its fields · conflict/form_used. */
  async request(actor: { staffId: string }, organizationId: string, form: PledgeForm): Promise<string> {
    const project = await this.projects.byId(form.projectId);
    if (project?.organizationId !== organizationId || project.state !== 'published')
      throw offlineInvalid('project', 'invalid');
    const zone = await this.organizations.timeZoneOf(organizationId);
    const reading = new FormReading();
    const amount = reading.amount('amount', form.amountText, project.currency);
    const { donorKind, publicity, name } = readDonor(reading, form, true);
    const dueOn = form.dueOn?.trim() || null;
    if (!DAY.test(form.pledgedOn)) reading.refuse('pledged_on', 'no_day');
    else if (form.pledgedOn > dayIn(this.clock.now(), zone)) reading.refuse('pledged_on', 'day_in_future');
    if (dueOn !== null && !DAY.test(dueOn)) reading.refuse('due_on', 'no_day');
    else if (dueOn !== null && dueOn < form.pledgedOn)
      reading.refuse('due_on', 'day_too_early', { day: form.pledgedOn });
    const formKey = reading.formKey(form.formKey);
    reading.finish('offline_gift_invalid');
    const typed = [project.id, amount.toString(), donorKind, publicity, name, form.pledgedOn, dueOn];
    const sha256 = formSha256(typed);
    const known = await this.byForm(organizationId, formKey, sha256);
    if (known) return known;
    const id = newId();
    const row: Omit<Pledge, 'approvalId'> = {
      ...{
        id,
        organizationId,
        projectId: project.id,
        amount,
        currency: project.currency,
        donorKind,
        publicity,
      },
      nameEncrypted: this.details.sealText(`pledge:${id}`, name ?? ''),
      pledgedOn: form.pledgedOn,
      dueOn,
      state: 'requested',
      formKey,
      formSha256: sha256,
      requestedBy: actor.staffId,
      requestedAt: this.clock.now(),
      endedAt: null,
      reason: null,
    };
    try {
      await this.database.inTransaction(async (tx) => {
        const approvalId = await this.approvals.request(tx, {
          organizationId,
          operation: 'offline_gift',
          subjectId: id,
          payload: pledgePayload(row, this.details),
          requestedBy: actor.staffId,
        });
        await tx.insert(Pledge, { ...row, approvalId });
        const after = { amount, currency: row.currency, projectId: row.projectId, dueOn };
        await this.record(tx, 'pledge.requested', row, actor.staffId, after);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(organizationId, formKey, sha256);
      if (!winner) throw error;
      return winner;
    }
    return id;
  }

  /** Carries out an approval that has its votes: the promise stands. @throws Refusal as `Approvals.consume`. */
  async open(tx: Tx, organizationId: string, id: string, approvalId: string, by: string): Promise<void> {
    const pledge = await lockPledge(tx, organizationId, id);
    await this.approvals.consume(tx, approvalId, 'offline_gift', pledgePayload(pledge, this.details));
    if (pledge.state !== 'requested') throw offlineMovedOn(pledge.state);
    await tx.update(Pledge, { id }, { state: 'open' });
    await this.record(tx, 'pledge.opened', pledge, by, {});
  }

  /**
   * Gives up what was not paid of a promise that stands. @throws Refusal invalid/pledge_invalid · not_found ·
   * conflict/offline_moved_on.
   */
  async giveUp(
    actor: { staffId: string },
    organizationId: string,
    id: string,
    typedReason: string,
  ): Promise<void> {
    const reading = new FormReading();
    const reason = reading.line('reason', typedReason, REASON_MAX);
    reading.finish('pledge_invalid');
    await this.database.inTransaction(async (tx) => {
      const pledge = await lockPledge(tx, organizationId, id);
      if (pledge.state === 'requested' || !mayMove(PLEDGE_TRANSITIONS, pledge.state, 'cancelled'))
        throw offlineMovedOn(pledge.state);
      await tx.update(Pledge, { id }, { state: 'cancelled', endedAt: this.clock.now(), reason });
      await this.record(tx, 'pledge.cancelled', pledge, actor.staffId, { reason });
    });
  }

  private async byForm(organizationId: string, formKey: string, sha256: Buffer): Promise<string | null> {
    const found = await this.database.read.findOneBy(Pledge, { organizationId, formKey });
    if (found && !found.formSha256.equals(sha256)) throw offlineFormUsed();
    return found?.id ?? null;
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: Omit<Pledge, 'approvalId'>,
    staffId: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ organizationId, staffId, action, after },
      ...{ subjectType: 'pledge', subjectId: id },
    });
  }
}
