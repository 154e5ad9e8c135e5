import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { donationNotFound } from '../../donations/donations.errors.js';
import { Donations } from '../../donations/donations.service.js';
import { Refusal } from '../../kernel/errors.js';
import { Public } from '../../platform/http/public.js';
import { receiptNotFound } from '../../receipts/receipts.errors.js';
import { ReceiptsQueries } from '../../receipts/receipts.queries.js';
import { Receipts } from '../../receipts/receipts.service.js';
import { FormLimits } from '../ui/form-limits.service.js';
import { ChallengePage, SlowedPage } from './challenge/challenge.page.js';
import { Challenges } from './challenge/challenges.service.js';
import { GiftPage, REFRESHES_MAX } from './gift.page.js';
import { GiftViews } from './gift-views.service.js';
import { giveProblems } from './give-problems.js';
import { textOf, Visits } from './visits.service.js';

/** A gift's own page, opened by its key alone: a wrong key and an unknown gift answer alike. */
@Controller('donations')
export class GiftController {
  constructor(
    private readonly views: GiftViews,
    private readonly visits: Visits,
    private readonly donations: Donations,
    private readonly receipts: Receipts,
    private readonly receiptQueries: ReceiptsQueries,
    private readonly limits: FormLimits,
    private readonly challenges: Challenges,
  ) {}

  @Public()
  @Get(':id')
  async show(
    @Param('id') id: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const session = textOf(request.query, 'session');
    const gift = await this.views.view(this.views.open(id, key), String(key), frame.locale, session);
    if (!gift) throw donationNotFound();
    const asked = Number.parseInt(textOf(request.query, 'n'), 10);
    const refreshes = Number.isNaN(asked) ? 0 : Math.max(0, Math.min(asked, REFRESHES_MAX));
    return GiftPage({ frame, gift, refreshes });
  }

  /**
   * Back to the checkout of a gift that is not paid yet. When it is paid meanwhile, back to its page; a question in
   * between while giving is under attack.
   */
  @Public()
  @Post(':id/checkout')
  async resume(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    await this.limits.take(request, 'gift-page');
    const frame = await this.visits.begin(request, reply, 'secret');
    const { locale } = frame;
    const id = this.views.open(prefixed, key);
    const withKey = `key=${encodeURIComponent(String(key))}`;
    const back = `/donations/${prefixed}?${withKey}`;
    try {
      const { checkoutUrl } = await this.donations.resume(id, this.challenges.sourceOf(request, body));
      void reply.code(303).header('Location', checkoutUrl);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      if (error.code === 'donation_already_paid') {
        void reply.code(303).header('Location', back);
        return undefined;
      }
      const text = this.challenges.slowed(error, reply, locale);
      if (text !== null) return SlowedPage({ frame: { ...frame, url: back }, text, back });
      const challenge = await this.challenges.after(error, body, locale);
      if (error.code !== 'challenge_needed' || !challenge) throw error;
      void reply.code(422);
      return ChallengePage({
        ...{ frame: { ...frame, url: back }, challenge, back },
        problems: giveProblems(error.fields, locale),
        action: `/donations/${prefixed}/checkout?${withKey}`,
      });
    }
  }

  @Public()
  @Get(':id/receipt.pdf')
  async receipt(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.visits.begin(request, reply, 'secret');
    const receipt = await this.receiptQueries.byDonation(this.views.open(prefixed, key));
    if (!receipt) throw receiptNotFound();
    const bytes = await this.receipts.pdf(receipt.id);
    const name = `receipt-${receipt.number.replace(/[^A-Za-z0-9-]+/g, '-')}.pdf`;
    void reply
      .header('Content-Disposition', `attachment; filename="${name}"`)
      .type('application/pdf')
      .send(bytes);
  }
}
