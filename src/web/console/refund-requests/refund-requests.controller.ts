import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { refundRequestNotFound } from '../../../donations/donations.errors.js';
import { type RefundRequestLine, RefundRequestsQueries } from '../../../donations/refund-requests.queries.js';
import { RefundRequests } from '../../../donations/refund-requests.service.js';
import { RefundsQueries } from '../../../donations/refunds.queries.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { refundRequestPage, refundRequestsPage } from './refund-requests.page.js';

const PAGE_SIZE = 50;

/** Donors who ask for their money back: what waits by the day it is due, and the decision about each. */
@Controller('console/:organization/refund-requests')
export class RefundRequestsController {
  constructor(
    private readonly requests: RefundRequests,
    private readonly queries: RefundRequestsQueries,
    private readonly refunds: RefundsQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('which') asked?: string,
    @Query('page') askedPage?: string,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const which = asked === 'decided' ? 'decided' : 'open';
    const page = /^[1-9]\d{0,4}$/.test(askedPage ?? '') ? Number(askedPage) : 1;
    const today = this.today(desk);
    const window = { skip: (page - 1) * PAGE_SIZE, limit: PAGE_SIZE + 1 };
    const [found, waiting] = await Promise.all([
      this.queries.list(id, which, window),
      this.queries.waiting(id, today),
    ]);
    const requests = found.slice(0, PAGE_SIZE);
    return refundRequestsPage(desk, {
      requests,
      which,
      page,
      more: found.length > PAGE_SIZE,
      today,
      waiting,
    });
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get(':request')
  async show(
    @AtConsole() desk: Desk,
    @Param('request') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], done });
  }

  /** The donor's paper, as a download: it is never shown as a page of ours. */
  @Staff('clerk', 'approver')
  @Get(':request/evidence')
  async evidence(
    @AtConsole() desk: Desk,
    @Param('request') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const request = await this.find(desk, key);
    const paper = await this.queries.evidence(desk.organization.id, request.id);
    if (!paper) throw refundRequestNotFound();
    await reply
      .header('Content-Disposition', `attachment; filename="${paper.name}"`)
      .header('Cache-Control', 'private, no-store')
      .type(paper.contentType)
      .send(paper.bytes);
  }

  @Staff('clerk')
  @Post(':request/review')
  review(
    @AtConsole() desk: Desk,
    @Param('request') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.decide(desk, key, {}, 'requestInReview', reply, (by, id) => this.requests.review(by, id));
  }

  @Staff('clerk')
  @Post(':request/grant')
  grant(
    @AtConsole() desk: Desk,
    @Param('request') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.decide(desk, key, fields, 'requestGranted', reply, (by, id) =>
      this.requests.grant(by, id, typed(fields ?? {}, 'amount'), typed(fields ?? {}, 'answer')),
    );
  }

  @Staff('clerk')
  @Post(':request/decline')
  decline(
    @AtConsole() desk: Desk,
    @Param('request') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.decide(desk, key, fields, 'requestDeclined', reply, (by, id) =>
      this.requests.decline(by, id, typed(fields ?? {}, 'answer')),
    );
  }

  private async decide(
    desk: Desk,
    key: string,
    fields: TypedFields,
    done: string,
    reply: FastifyReply,
    work: (by: { staffId: string; organizationId: string }, id: string) => Promise<unknown>,
  ): Promise<VNode | undefined> {
    const request = await this.find(desk, key);
    try {
      await work({ staffId: desk.staff.staffId, organizationId: desk.organization.id }, request.id);
      void reply.redirect(`${at(desk, `/refund-requests/${key}`)}?done=${done}`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, request, { problems: this.refusals.fields(error, desk, reply), fields });
    }
  }

  private async page(
    desk: Desk,
    request: RefundRequestLine,
    more: { problems: readonly { field: string; text: string }[]; done?: unknown; fields?: TypedFields },
  ): Promise<VNode> {
    const { id } = desk.organization;
    const [most, trail] = await Promise.all([
      this.refunds.mostOf(id, request.donationId),
      this.trail.ofSubject(id, 'refund_request', request.id),
    ]);
    const text = (name: string) => typed(more.fields ?? {}, name);
    return refundRequestPage(desk, {
      ...{
        request,
        most: most ?? 0n,
        trail,
        today: this.today(desk),
        problems: more.problems,
        done: more.done,
      },
      typed: { amount: text('amount'), answer: text('answer') },
    });
  }

  /** @throws Refusal not_found for no request and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<RefundRequestLine> {
    const id = withoutPrefix('rrq', key);
    const found = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!found) throw refundRequestNotFound();
    return found;
  }

  private today(desk: Desk): string {
    return dayIn(this.clock.now(), desk.organization.timeZone);
  }
}
