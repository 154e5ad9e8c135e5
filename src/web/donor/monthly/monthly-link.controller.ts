import { Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DonationKeys } from '../../../donations/donation-keys.service.js';
import { donationNotFound } from '../../../donations/donations.errors.js';
import { MonthlyGifts } from '../../../donations/monthly-gifts.service.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Public } from '../../../platform/http/public.js';
import { FormLimits } from '../../ui/form-limits.service.js';
import { Visits } from '../visits.service.js';

/**
 * From a month's gift to the promise it belongs to: by mail to its donor, never on the spot, for who was shown one
 * gift's page must not be able to change what is debited next.
 */
@Controller('donations')
export class MonthlyLinkController {
  constructor(
    private readonly visits: Visits,
    private readonly donationKeys: DonationKeys,
    private readonly gifts: MonthlyGifts,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Post(':id/monthly-link')
  async send(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.visits.begin(request, reply, 'secret');
    const id = withoutPrefix('don', prefixed);
    const given = typeof key === 'string' ? key : '';
    if (id === null || given === '' || !this.donationKeys.check(id, given)) throw donationNotFound();
    await this.limits.take(request, 'monthly', id);
    await this.gifts.sendLink(id);
    const page = `/donations/${encodeURIComponent(prefixed)}?key=${encodeURIComponent(given)}`;
    void reply.code(303).header('Location', `${page}&link=sent#monthly`);
  }
}
