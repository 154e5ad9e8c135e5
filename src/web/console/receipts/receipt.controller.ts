import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { OfficialQueries } from '../../../receipts/official.queries.js';
import { OfficialReceipts } from '../../../receipts/official-receipts.service.js';
import { ReceiptMerging } from '../../../receipts/receipt-merging.service.js';
import { ReceiptVoids } from '../../../receipts/receipt-voids.service.js';
import { Receipts } from '../../../receipts/receipts.service.js';
import { type RegisterEntry, RegisterQueries } from '../../../receipts/register.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { isDay } from '../day/calendar.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type ReceiptProps, receiptPage } from './receipt.page.js';

class VoidForm {
  @IsOptional()
  @IsString()
  @MaxLength(2000)
  reason?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  name?: string;

  @IsOptional()
  @IsString()
  @MaxLength(5)
  reissue?: string;
}

class MergeForm {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  from?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  until?: string;
}

class OfficialWishForm {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  wish?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  kind?: string;

  @IsOptional()
  @IsString()
  @MaxLength(200)
  payerName?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  payerNo?: string;
}

/** One receipt: its chain, its gifts, its page, and what people do about it. */
@Controller('console/:organization/receipts/:receipt')
export class ReceiptController {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly register: RegisterQueries,
    private readonly receipts: Receipts,
    private readonly voids: ReceiptVoids,
    private readonly merging: ReceiptMerging,
    private readonly officials: OfficialReceipts,
    private readonly officialQueries: OfficialQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async show(
    @AtConsole() desk: Desk,
    @Param('receipt') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], typed: {}, done });
  }

  /** A copy, marked 副本. It bears the donor's name, so who took it is written down. */
  @Staff('clerk', 'approver')
  @Get('copy.pdf')
  async copy(
    @AtConsole() desk: Desk,
    @Param('receipt') key: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { line } = await this.find(desk, key);
    const bytes = await this.receipts.pdf(line.id, { copy: true });
    await this.database.inTransaction((tx) =>
      this.audit.record(tx, {
        ...{ organizationId: desk.organization.id, staffId: desk.staff.staffId, action: 'receipt.copied' },
        ...{ subjectType: 'receipt', subjectId: line.id },
      }),
    );
    void reply
      .header('Content-Disposition', `attachment; filename="receipt-${line.number}-copy.pdf"`)
      .type('application/pdf')
      .send(bytes);
  }

  @Staff('clerk')
  @Post('void')
  async void(
    @AtConsole() desk: Desk,
    @Param('receipt') key: string,
    @Body() form: VoidForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const entry = await this.find(desk, key);
    const { reason = '', name = '', reissue } = form;
    return this.step(desk, entry, reply, { reason, name, reissue: reissue ?? '' }, async () => {
      const wish = { organizationId: desk.organization.id, receiptId: entry.line.id, reason, name };
      const id = await this.voids.request(desk.staff, { ...wish, reissue: reissue !== 'no' });
      return `/approvals/${withPrefix('apr', id)}?done=requested`;
    });
  }

  @Staff('clerk')
  @Post('merge')
  async merge(
    @AtConsole() desk: Desk,
    @Param('receipt') key: string,
    @Body() form: MergeForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const entry = await this.find(desk, key);
    const { from = '', until = '' } = form;
    return this.step(desk, entry, reply, { from, until }, async () => {
      const wrong = { from, until };
      const fields = (['from', 'until'] as const)
        .filter((name) => !isDay(wrong[name]))
        .map((field) => ({ field, code: 'receipt_day_unknown' }));
      if (fields.length > 0) throw new Refusal('invalid', 'receipt_day_unknown', {}, fields);
      const by = await this.merging.merge(desk.staff, desk.organization.id, entry.line.id, { from, until });
      return `/receipts/${withPrefix('rcp', by)}?done=receiptMerged`;
    });
  }

  /** Asks for the official receipt of these gifts, or records that the donor wants none. */
  @Staff('clerk')
  @Post('official')
  async official(
    @AtConsole() desk: Desk,
    @Param('receipt') key: string,
    @Body() form: OfficialWishForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const entry = await this.find(desk, key);
    const { wish, kind, payerName = '', payerNo = '' } = form;
    const typed = { kind: kind ?? '', payerName, payerNo };
    return this.step(desk, entry, reply, typed, async () => {
      const [by, organizationId, receiptId] = [desk.staff, desk.organization.id, entry.line.id];
      const payer = {
        kind: kind === 'organization' ? kind : 'person',
        name: payerName,
        number: payerNo,
      } as const;
      const id =
        wish === 'waived' || wish === 'anonymous'
          ? await this.officials.waive(by, organizationId, receiptId, wish)
          : await this.officials.ask(by, organizationId, receiptId, payer);
      return `/official-receipts/${withPrefix('ofr', id)}?done=official`;
    });
  }

  /** Issues receipts again for gifts that were left without one. */
  @Staff('clerk')
  @Post('reissue')
  async reissue(
    @AtConsole() desk: Desk,
    @Param('receipt') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const entry = await this.find(desk, key);
    return this.step(desk, entry, reply, {}, async () => {
      await this.voids.lift(desk.staff, desk.organization.id, entry.line.id);
      return `/receipts/${key}?done=receiptReissued`;
    });
  }

  /** Does something and leads on to where it says; a refused form comes back as it was typed. */
  private async step(
    desk: Desk,
    entry: RegisterEntry,
    reply: FastifyReply,
    typed: ReceiptProps['typed'],
    work: () => Promise<string>,
  ): Promise<VNode | undefined> {
    try {
      void reply.redirect(at(desk, await work()), 303);
      return undefined;
    } catch (error) {
      return this.page(desk, entry, { problems: this.refusals.fields(error, desk, reply), typed });
    }
  }

  private async find(desk: Desk, key: string): Promise<RegisterEntry> {
    const id = withoutPrefix('rcp', key);
    const entry = id === null ? null : await this.register.entry(desk.organization.id, id);
    if (!entry) throw new Refusal('not_found', 'not_found');
    return entry;
  }

  private async page(
    desk: Desk,
    entry: RegisterEntry,
    more: Pick<ReceiptProps, 'problems' | 'typed' | 'done'>,
  ): Promise<VNode> {
    const { id } = desk.organization;
    return receiptPage(desk, {
      entry,
      official: await this.officialQueries.byDonation(entry.gifts[0]?.donationId ?? ''),
      approvals: await this.approvals.ofSubject(id, entry.line.id),
      trail: await this.trail.ofSubject(id, 'receipt', entry.line.id),
      ...more,
    });
  }
}
