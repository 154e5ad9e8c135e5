import { Body, Controller, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { donationNotFound } from '../../donations/donations.errors.js';
import { DonationsQueries } from '../../donations/donations.queries.js';
import { Refusal } from '../../kernel/errors.js';
import { Public } from '../../platform/http/public.js';
import { OfficialCorrections } from '../../receipts/official-corrections.service.js';
import { OfficialReceipts } from '../../receipts/official-receipts.service.js';
import { receiptNotFound } from '../../receipts/receipts.errors.js';
import { ReceiptsQueries } from '../../receipts/receipts.queries.js';
import { FormLimits } from '../ui/form-limits.service.js';
import { words } from './donor.words.js';
import { GiftPage, REFRESHES_MAX } from './gift.page.js';
import { GiftViews } from './gift-views.service.js';
import { textOf, Visits } from './visits.service.js';

const FIELDS = ['name', 'payerNo', 'same'] as const;

/** The donor's wish for an official receipt, on the gift's own page: its key alone lets somebody ask. */
@Controller('donations')
export class OfficialWishController {
  constructor(
    private readonly views: GiftViews,
    private readonly visits: Visits,
    private readonly donations: DonationsQueries,
    private readonly receipts: ReceiptsQueries,
    private readonly officials: OfficialReceipts,
    private readonly corrections: OfficialCorrections,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Post(':id/official-receipt')
  async ask(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    await this.limits.take(request, 'gift-page');
    const frame = await this.visits.begin(request, reply, 'secret');
    const id = this.views.open(prefixed, key);
    const life = await this.donations.lifeOf(id);
    if (!life) throw donationNotFound();
    const receipt = await this.receipts.byDonation(id);
    if (!receipt) throw receiptNotFound();
    const { organizationId } = life.donation;
    const donor = { staffId: null };
    const kind = textOf(body, 'kind') === 'organization' ? 'organization' : 'person';
    const payer = { kind, name: textOf(body, 'name'), number: textOf(body, 'payerNo') } as const;
    try {
      const wish = textOf(body, 'wish');
      if (wish === 'waived') await this.officials.waive(donor, organizationId, receipt.id, 'waived');
      else if (wish === 'corrected') await this.corrections.correct(organizationId, id, payer);
      else await this.officials.ask(donor, organizationId, receipt.id, payer);
    } catch (error) {
      if (!(error instanceof Refusal) || !['invalid', 'conflict'].includes(error.kind)) throw error;
      const gift = await this.views.view(id, String(key), frame.locale);
      if (!gift?.official) throw error;
      void reply.code(error.kind === 'invalid' ? 422 : 409);
      const fields = FIELDS.filter((name) => error.fields.some(({ field }) => field === name));
      const problems =
        error.code === 'no_font'
          ? [{ field: 'name', text: words(frame.locale, 'official.problem.no_font', error.params) }]
          : fields.length > 0
            ? fields.map((field) => ({ field, text: words(frame.locale, `official.problem.${field}`) }))
            : [{ field: 'official', text: words(frame.locale, 'official.problem') }];
      const official = { ...gift.official, typed: payer, problems };
      return GiftPage({ frame, gift: { ...gift, official }, refreshes: REFRESHES_MAX });
    }
    void reply.redirect(`/donations/${prefixed}?key=${encodeURIComponent(String(key))}#official`, 303);
    return undefined;
  }
}
