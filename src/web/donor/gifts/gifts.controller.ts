import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { GiftLinks } from '../../../disclosure/gift-links.service.js';
import { GiftsOfMail, type OwnReceipt } from '../../../disclosure/gifts-of-mail.queries.js';
import { DonationKeys } from '../../../donations/donation-keys.service.js';
import { withPrefix } from '../../../kernel/ids.js';
import { zipStream } from '../../../platform/files/zip-stream.js';
import { Public } from '../../../platform/http/public.js';
import { isMailAddress } from '../../../platform/mail/mail-address.js';
import { receiptNotFound } from '../../../receipts/receipts.errors.js';
import { Receipts } from '../../../receipts/receipts.service.js';
import { FormLimits } from '../../ui/form-limits.service.js';
import { textOf, Visits } from '../visits.service.js';
import { DeadLinkPage, FindGiftsPage, OwnGiftsPage } from './gifts.pages.js';

/** Years and receipts of one bundle; a donor with more asks the society. */
const RECEIPTS_MAX = 500;
const BUNDLE = /^(20\d\d)\.zip$/;

/** "Find my gift": a mailed link to all gifts of an address, and their receipts by year. */
@Controller('gifts')
export class GiftsController {
  constructor(
    private readonly visits: Visits,
    private readonly links: GiftLinks,
    private readonly gifts: GiftsOfMail,
    private readonly keys: DonationKeys,
    private readonly receipts: Receipts,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Get()
  async form(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const sent = textOf(request.query, 'sent') === '1';
    return FindGiftsPage({ frame, typed: '', problem: null, sent });
  }

  /** Every well-formed address gets the same answer: whether it is known is found out later, by the worker. */
  @Public()
  @Post()
  async ask(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const typed = textOf(body, 'mail').trim();
    if (!isMailAddress(typed)) {
      void reply.code(422);
      const problem = typed === '' ? 'empty' : 'invalid';
      return FindGiftsPage({ frame, typed: typed.slice(0, 254), problem, sent: false });
    }
    await this.limits.take(request, 'gifts', typed.toLowerCase());
    await this.links.ask(typed, frame.locale);
    void reply.redirect('/gifts?sent=1', 303);
    return undefined;
  }

  @Public()
  @Get('mine')
  async mine(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const token = textOf(request.query, 'token');
    const link = this.links.open(token);
    if (!link) {
      void reply.code(404);
      return DeadLinkPage({ frame });
    }
    const { gifts, more, receipts } = await this.gifts.of(link.mail);
    const paths = gifts.map(
      ({ id }) => `/donations/${withPrefix('don', id)}?key=${encodeURIComponent(this.keys.keyOf(id))}`,
    );
    return OwnGiftsPage({
      ...{ frame, mail: link.mail, until: new Date(link.until), more },
      gifts: gifts.map((gift, i) => ({ ...gift, href: paths[i] ?? '' })),
      years: yearsOf(receipts).map(({ year, count }) => ({
        ...{ year, count },
        href: `/gifts/mine/receipts/${year}.zip?token=${encodeURIComponent(token)}`,
      })),
    });
  }

  /** A year's receipts in one file, each page as it was drawn when it was issued. */
  @Public()
  @Get('mine/receipts/:file')
  async bundle(
    @Param('file') file: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.visits.begin(request, reply, 'secret');
    const year = BUNDLE.exec(file)?.[1];
    const link = this.links.open(textOf(request.query, 'token'));
    if (!link || year === undefined) throw receiptNotFound();
    await this.limits.take(request, 'gift-page', `receipts of ${link.mail.toLowerCase()}`);
    const { receipts } = await this.gifts.of(link.mail);
    const wanted = receipts.filter((receipt) => receipt.year === year).slice(0, RECEIPTS_MAX);
    if (wanted.length === 0) throw receiptNotFound();
    const files: { name: string; bytes: Buffer<ArrayBuffer> }[] = [];
    const seen = new Map<string, number>();
    for (const { id, number } of wanted) {
      const name = fileName(number, seen);
      files.push({ name, bytes: Buffer.from(await this.receipts.pdf(id)) });
    }
    void reply
      .header('Content-Disposition', `attachment; filename="receipts-${year}.zip"`)
      .type('application/zip')
      .send(Buffer.concat([...zipStream(files)]));
  }
}

/** Numbers are unique within a society only: a name that is taken already gets a tail. */
function fileName(number: string, seen: Map<string, number>): string {
  const name = `receipt-${number.replace(/[^A-Za-z0-9-]+/g, '-')}`;
  const before = seen.get(name) ?? 0;
  seen.set(name, before + 1);
  return before === 0 ? `${name}.pdf` : `${name}-${before + 1}.pdf`;
}

function yearsOf(receipts: readonly OwnReceipt[]): { year: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { year } of receipts) counts.set(year, (counts.get(year) ?? 0) + 1);
  return [...counts].map(([year, count]) => ({ year, count }));
}
