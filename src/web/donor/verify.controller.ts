import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Public } from '../../platform/http/public.js';
import { ReceiptsQueries } from '../../receipts/receipts.queries.js';
import { VerifyPage } from './verify.page.js';
import { inWords, labelIn } from './view-making.js';
import { textOf, Visits } from './visits.service.js';

/** Where the QR of a receipt leads. */
@Controller('receipts')
export class VerifyController {
  constructor(
    private readonly receipts: ReceiptsQueries,
    private readonly visits: Visits,
  ) {}

  @Public()
  @Get('verify')
  async verify(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const code = textOf(request.query, 'code').trim().slice(0, 100);
    const frame = await this.visits.begin(request, reply, code === '' ? 'shared' : 'secret');
    const found = code === '' ? null : await this.receipts.byVerificationCode(code);
    if (code !== '' && !found) void reply.code(404);
    return VerifyPage({
      frame,
      code,
      receipt: found && {
        state: found.state,
        number: found.number,
        organization: inWords(frame.locale, found.organizationNameZh, found.organizationNameEn),
        project: inWords(frame.locale, found.projectNameZh, found.projectNameEn),
        amount: { amount: found.amount, currency: found.currency },
        paidOn: found.paidOn,
        label: labelIn(frame.locale, found.publicDonor),
        gifts: found.gifts,
        cause: found.endCause,
        replacement: found.replacement && {
          number: found.replacement.number,
          href:
            found.replacement.code === null
              ? null
              : `/receipts/verify?code=${encodeURIComponent(found.replacement.code)}`,
        },
      },
    });
  }
}
