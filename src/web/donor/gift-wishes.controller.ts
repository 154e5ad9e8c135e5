import { Body, Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { GiftPublicity } from '../../donations/gift-publicity.service.js';
import { Public } from '../../platform/http/public.js';
import { FormLimits } from '../ui/form-limits.service.js';
import { GiftViews } from './gift-views.service.js';
import { textOf, Visits } from './visits.service.js';

/** What a donor changes on the gift's own page: its key alone lets somebody do it. */
@Controller('donations')
export class GiftWishesController {
  constructor(
    private readonly views: GiftViews,
    private readonly visits: Visits,
    private readonly publicity: GiftPublicity,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Post(':id/publicity')
  async change(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.visits.begin(request, reply, 'secret');
    const id = this.views.open(prefixed, key);
    await this.limits.take(request, 'gift-page', id);
    await this.publicity.change(id, textOf(body, 'publicity'));
    void reply.redirect(`/donations/${prefixed}?key=${encodeURIComponent(String(key))}#publicity`, 303);
  }
}
