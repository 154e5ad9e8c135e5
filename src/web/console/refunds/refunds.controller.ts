import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { RefundSending } from '../../../donations/refund-sending.service.js';
import { type RefundLine, RefundsQueries } from '../../../donations/refunds.queries.js';
import { Refunds } from '../../../donations/refunds.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { DeskGifts } from '../day/desk-gifts.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { REFUND_STATES, refundPage, refundsPage } from './refunds.page.js';

class RefundForm {
  @IsOptional()
  @IsString()
  @MaxLength(60)
  amount?: string;

  @IsOptional()
  @IsString()
  @MaxLength(60)
  reason?: string;

  @IsOptional()
  @IsString()
  @MaxLength(4000)
  note?: string;
}

const PAGE_SIZE = 50;

/** Refunds: asking for one on the gift's page, following all of them, giving up one that failed. */
@Controller('console/:organization')
export class RefundsController {
  constructor(
    private readonly refunds: Refunds,
    private readonly sending: RefundSending,
    private readonly queries: RefundsQueries,
    private readonly gifts: DeskGifts,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get('refunds')
  async list(
    @AtConsole() desk: Desk,
    @Query('state') askedState?: string,
    @Query('page') askedPage?: string,
  ): Promise<VNode> {
    const page = /^[1-9]\d{0,4}$/.test(askedPage ?? '') ? Number(askedPage) : 1;
    const state = REFUND_STATES.find((each) => each === askedState) ?? null;
    const { id } = desk.organization;
    const found = await this.queries.list(id, state, (page - 1) * PAGE_SIZE, PAGE_SIZE + 1);
    return refundsPage(desk, {
      refunds: found.slice(0, PAGE_SIZE),
      state,
      page,
      more: found.length > PAGE_SIZE,
    });
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get('refunds/:refund')
  async show(
    @AtConsole() desk: Desk,
    @Param('refund') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], done });
  }

  @Staff('clerk')
  @Post('gifts/:donation/refunds')
  async ask(
    @AtConsole() desk: Desk,
    @Param('donation') key: string,
    @Body() form: RefundForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const gift = await this.gifts.find(desk, key);
    const typed = { amount: form.amount ?? '', reason: form.reason ?? '', note: form.note ?? '' };
    try {
      const { refundId } = await this.refunds.request(
        { staffId: desk.staff.staffId },
        {
          ...{ organizationId: desk.organization.id, donationId: gift.donationId, currency: gift.currency },
          ...{ amountText: typed.amount, reason: typed.reason, note: typed.note },
        },
      );
      void reply.redirect(`${at(desk, `/refunds/${withPrefix('rfd', refundId)}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.gifts.page(desk, gift, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  @Staff('approver')
  @Post('refunds/:refund/giving-up')
  async giveUp(
    @AtConsole() desk: Desk,
    @Param('refund') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const refund = await this.find(desk, key);
    try {
      const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
      await this.sending.giveUp(actor, refund.id);
      void reply.redirect(`${at(desk, `/refunds/${key}`)}?done=refundUndone`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, refund, { problems: this.refusals.fields(error, desk, reply) });
    }
  }

  /** @throws Refusal not_found for no refund and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<RefundLine> {
    const id = withoutPrefix('rfd', key);
    const refund = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!refund) throw new Refusal('not_found', 'not_found');
    return refund;
  }

  private async page(
    desk: Desk,
    refund: RefundLine,
    more: { readonly problems: readonly { field: string; text: string }[]; readonly done?: unknown },
  ): Promise<VNode> {
    const names = await this.staff.names(refund.requestedBy ? [refund.requestedBy] : []);
    const requestedBy = refund.requestedBy === null ? null : (names.get(refund.requestedBy) ?? null);
    const trail = await this.trail.ofSubject(desk.organization.id, 'refund', refund.id);
    return refundPage(desk, { refund, requestedBy, trail, ...more });
  }
}
