import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { OfflineQueries } from '../../../donations/offline.queries.js';
import { OfflineAnnulments } from '../../../donations/offline-annulments.service.js';
import type { OfflineGift } from '../../../donations/offline-gift.entity.js';
import { OfflineNames } from '../../../donations/offline-names.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { offlineGiftPage } from './offline-gift.page.js';

/** One offline gift: its record, who recorded and checked it, and its annulment. */
@Controller('console/:organization/offline-gifts/:offlineGift')
export class OfflineGiftController {
  constructor(
    private readonly annulments: OfflineAnnulments,
    private readonly queries: OfflineQueries,
    private readonly names: OfflineNames,
    private readonly projects: ProjectsQueries,
    private readonly ledger: LedgerQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async show(
    @AtConsole() desk: Desk,
    @Param('offlineGift') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], reason: '', done });
  }

  @Staff('clerk')
  @Post('annulment')
  async annul(
    @AtConsole() desk: Desk,
    @Param('offlineGift') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const gift = await this.find(desk, key);
    const reason = typed(fields ?? {}, 'reason');
    try {
      await this.annulments.request(desk.staff, desk.organization.id, gift.id, reason);
      void reply.redirect(`${at(desk, `/offline-gifts/${key}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, await this.find(desk, key), { problems, reason });
    }
  }

  /** @throws Refusal not_found for none and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<OfflineGift> {
    const id = withoutPrefix('don', key);
    const found = id === null ? null : await this.queries.gift(desk.organization.id, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }

  private async page(
    desk: Desk,
    gift: OfflineGift,
    more: { problems: readonly { field: string; text: string }[]; reason: string; done?: unknown },
  ): Promise<VNode> {
    const { id: organizationId } = desk.organization;
    const approval = await this.approvals.byId(organizationId, gift.approvalId);
    const annulment =
      gift.annulmentApprovalId === null
        ? null
        : await this.approvals.byId(organizationId, gift.annulmentApprovalId);
    const voters = approval?.votes.map(({ staffId }) => staffId) ?? [];
    return offlineGiftPage(desk, {
      gift,
      donor: this.names.ofGift(gift),
      project: await this.projects.byId(gift.projectId),
      counts: await this.queries.countSheet(gift.id),
      voters,
      annulment,
      staff: await this.staff.names([gift.requestedBy, ...voters]),
      entries: await this.ledger.entriesOfSubject(organizationId, 'donation', gift.id),
      trail: await this.trail.ofSubject(organizationId, 'offline_gift', gift.id),
      ...more,
    });
  }
}
