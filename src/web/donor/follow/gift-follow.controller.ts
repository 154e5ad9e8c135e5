import { Body, Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { UpdateSubscriptions } from '../../../donations/update-subscriptions.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { Public } from '../../../platform/http/public.js';
import { FormLimits } from '../../ui/form-limits.service.js';
import { GiftPage, REFRESHES_MAX } from '../gift.page.js';
import { GiftViews } from '../gift-views.service.js';
import { giveProblems } from '../give-problems.js';
import { textOf, Visits } from '../visits.service.js';

/** Agreeing to a project's updates, and taking that back, on a gift's own page: only its key opens it. */
@Controller('donations')
export class GiftFollowController {
  constructor(
    private readonly views: GiftViews,
    private readonly visits: Visits,
    private readonly subscriptions: UpdateSubscriptions,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Post(':id/follow')
  async choose(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const id = this.views.open(prefixed, key);
    await this.limits.take(request, 'follow', id);
    const typed = textOf(body, 'mail');
    try {
      if (textOf(body, 'follow') === '1') await this.subscriptions.followFromGift(id, typed, frame.locale);
      else await this.subscriptions.stopFromGift(id);
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'invalid') throw error;
      const gift = await this.views.view(id, String(key), frame.locale);
      if (!gift?.follow) throw error;
      void reply.code(422);
      const follow = { ...gift.follow, typed, problems: giveProblems(error.fields, frame.locale) };
      return GiftPage({ frame, gift: { ...gift, follow }, refreshes: REFRESHES_MAX });
    }
    void reply.redirect(`/donations/${prefixed}?key=${encodeURIComponent(String(key))}#follow`, 303);
    return undefined;
  }
}
