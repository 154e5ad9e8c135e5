import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { OwnDays } from '../ledger/own-days.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { ChannelsQueries } from '../partners/channels.queries.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { offlineFormUsed, offlineInvalid, offlineReferenceUsed } from './donations.errors.js';
import { DonorDetails } from './donor-details.service.js';
import {
  dayObstacle,
  type OfflineGiftForm,
  readOfflineGift,
  type WantedOfflineGift,
} from './offline-form.js';
import { OfflineGift } from './offline-gift.entity.js';
import { offlineGiftPayload } from './offline-payloads.js';
import { Pledge } from './pledge.entity.js';

export type { OfflineGiftForm } from './offline-form.js';

/** Recording gifts that came past the providers. They are booked when another person has checked them. */
@Injectable()
export class OfflineGifts {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly channels: ChannelsQueries,
    private readonly days: OwnDays,
    private readonly details: DonorDetails,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Records a gift of cash with its count sheet, or of a bank transfer. The same form again is the same gift; the same
   * number of the bank is recognised. @throws Refusal invalid/offline_gift_invalid and day_invalid with fields ·
   * conflict/offline_reference_used, day_closed, form_used.
   */
  async request(actor: { staffId: string }, organizationId: string, form: OfflineGiftForm): Promise<string> {
    const project = await this.projects.byId(form.projectId);
    if (project?.organizationId !== organizationId || project.state === 'draft')
      throw offlineInvalid('project', 'invalid');
    const wanted = readOfflineGift(form, project.currency);
    const known = await this.byForm(organizationId, wanted);
    if (known) return known;
    await this.refuseOutsideAppeal(project, form.receivedOn);
    const row = await this.rowOf(project, form, wanted, actor.staffId);
    try {
      await this.database.inTransaction((tx) => this.write(tx, row, wanted));
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(organizationId, wanted);
      if (!winner) throw offlineReferenceUsed();
      return winner;
    }
    return row.id;
  }

  private async write(
    tx: Tx,
    row: Omit<OfflineGift, 'approvalId'>,
    wanted: WantedOfflineGift,
  ): Promise<void> {
    const { id, organizationId, requestedBy } = row;
    const day = { field: 'received_on', day: row.receivedOn };
    await this.days.moment(tx, organizationId, day);
    const approvalId = await this.approvals.request(tx, {
      organizationId,
      operation: 'offline_gift',
      subjectId: id,
      payload: offlineGiftPayload(row, wanted.counts, this.details),
      requestedBy,
    });
    await tx.insert(OfflineGift, { ...row, approvalId });
    if (wanted.counts.length > 0)
      await tx.query('INSERT INTO cash_count (offline_gift_id, denomination, pieces) VALUES ?', [
        wanted.counts.map(({ denomination, pieces }) => [id, denomination.toString(), pieces]),
      ]);
    const { way, amount, currency, receivedOn, projectId } = row;
    await this.audit.record(tx, {
      organizationId,
      staffId: requestedBy,
      action: 'offline_gift.requested',
      subjectType: 'offline_gift',
      subjectId: id,
      after: { way, amount, currency, receivedOn, projectId },
    });
  }

  private async rowOf(
    project: Project,
    form: OfflineGiftForm,
    wanted: WantedOfflineGift,
    requestedBy: string,
  ): Promise<Omit<OfflineGift, 'approvalId'>> {
    const { name, mail, payer, counts: _, ...rest } = wanted;
    const id = newId();
    const row = `offline_gift:${id}`;
    return {
      ...rest,
      id,
      organizationId: project.organizationId,
      projectId: project.id,
      channelId: await this.channelOf(form.channelCode),
      pledgeId: form.pledgeId ? await this.pledgeOf(project, form.pledgeId) : null,
      currency: project.currency,
      receivedOn: form.receivedOn,
      nameEncrypted: name === null ? null : this.details.sealName(id, name),
      mailEncrypted: mail === null ? null : this.details.sealText(`${row}:mail`, mail),
      payerEncrypted: payer === null ? null : this.details.sealText(`${row}:payer`, payer),
      state: 'requested',
      requestedBy,
      requestedAt: this.clock.now(),
      annulmentApprovalId: null,
      annulmentReason: null,
      endedAt: null,
      reason: null,
    };
  }

  private async channelOf(code: string | undefined): Promise<string | null> {
    if (!code?.trim()) return null;
    const channel = await this.channels.byCode(code.trim());
    if (!channel) throw offlineInvalid('channel', 'invalid');
    return channel.id;
  }

  private async pledgeOf(project: Project, pledgeId: string): Promise<string> {
    const { organizationId, id: projectId } = project;
    const pledge = await this.database.read.findOneBy(Pledge, { id: pledgeId, organizationId, projectId });
    if (pledge?.state !== 'open') throw offlineInvalid('pledge', 'invalid');
    return pledge.id;
  }

  private async refuseOutsideAppeal(project: Project, day: string): Promise<void> {
    const zone = await this.organizations.timeZoneOf(project.organizationId);
    const closedOn = project.closedAt && dayIn(project.closedAt, zone);
    const obstacle = dayObstacle(project, closedOn, day);
    if (obstacle) throw offlineInvalid('received_on', obstacle);
  }

  private async byForm(organizationId: string, wanted: WantedOfflineGift): Promise<string | null> {
    const { formKey, formSha256 } = wanted;
    const found = await this.database.read.findOneBy(OfflineGift, { organizationId, formKey });
    if (found && !found.formSha256.equals(formSha256)) throw offlineFormUsed();
    return found?.id ?? null;
  }
}
