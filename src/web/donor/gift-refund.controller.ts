import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { donationNotFound, refundRequestNotFound } from '../../donations/donations.errors.js';
import { RefundRequests } from '../../donations/refund-requests.service.js';
import { Refusal } from '../../kernel/errors.js';
import { withoutPrefix } from '../../kernel/ids.js';
import { Public } from '../../platform/http/public.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { FormLimits } from '../ui/form-limits.service.js';
import { readMultipart } from '../ui/multipart-form.js';
import { wordsOr } from './donor.words.js';
import { RefundPage } from './gift-refund.page.js';
import { GiftViews } from './gift-views.service.js';
import type { FormProblem } from './views.js';
import { textOf, Visits } from './visits.service.js';

/** A donor asks for their money back, on the gift's own page: its key alone lets somebody do it. */
@Controller('donations')
export class GiftRefundController {
  constructor(
    private readonly views: GiftViews,
    private readonly visits: Visits,
    private readonly requests: RefundRequests,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Get(':id/refund-request')
  async form(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const gift = await this.views.view(this.views.open(prefixed, key), String(key), frame.locale);
    if (!gift) throw donationNotFound();
    return RefundPage({ frame, gift, typed: { reason: '', text: '' }, problems: [] });
  }

  @Public()
  @Post(':id/refund-request')
  async ask(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const id = this.views.open(prefixed, key);
    await this.limits.take(request, 'evidence', id);
    const { texts, file } = await readMultipart(request);
    const typed = { reason: texts.reason ?? '', text: texts.text ?? '' };
    try {
      await this.requests.ask(id, { ...typed, evidence: file?.bytes ?? null });
    } catch (error) {
      if (!(error instanceof Refusal) || !['invalid', 'conflict'].includes(error.kind)) throw error;
      const gift = await this.views.view(id, String(key), frame.locale);
      if (!gift) throw donationNotFound();
      void reply.code(error.kind === 'invalid' ? 422 : 409);
      return RefundPage({ frame, gift, typed, problems: problemsOf(error, frame.locale) });
    }
    void reply.redirect(`${page(prefixed, key)}#refund`, 303);
    return undefined;
  }

  @Public()
  @Post(':id/refund-request/withdrawal')
  async withdraw(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.visits.begin(request, reply, 'secret');
    const id = this.views.open(prefixed, key);
    await this.limits.take(request, 'gift-page', id);
    const wished = withoutPrefix('rrq', textOf(body, 'request'));
    if (wished === null) throw refundRequestNotFound();
    await this.requests.withdraw(id, wished);
    void reply.redirect(`${page(prefixed, key)}#refund`, 303);
  }
}

const page = (prefixed: string, key: unknown): string =>
  `/donations/${prefixed}?key=${encodeURIComponent(String(key))}`;

function problemsOf(error: Refusal, locale: Locale): FormProblem[] {
  if (error.fields.length === 0)
    return [{ field: 'reason', text: wordsOr(locale, `error.${error.code}`, 'refund.problem') }];
  return error.fields.map(({ field, code, params }) => ({
    field,
    text: wordsOr(locale, `refund.problem.${field}.${code}`, 'refund.problem', params && { ...params }),
  }));
}
