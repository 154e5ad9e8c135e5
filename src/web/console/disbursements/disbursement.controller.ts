import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import { DisbursementPayments } from '../../../disbursements/disbursement-payments.service.js';
import { DisbursementsQueries } from '../../../disbursements/disbursements.queries.js';
import { Disbursements } from '../../../disbursements/disbursements.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskDisbursements } from './desk-disbursements.js';
import type { TypedBankNote } from './disbursement.page.js';

class PaymentFields implements TypedBankNote {
  @IsOptional() @IsString() @MaxLength(20) paid_on?: string;
  @IsOptional() @IsString() @MaxLength(200) bank_reference?: string;
}

class ReturnFields implements TypedBankNote {
  @IsOptional() @IsString() @MaxLength(20) returned_on?: string;
  @IsOptional() @IsString() @MaxLength(200) return_reference?: string;
  @IsOptional() @IsString() @MaxLength(2000) reason?: string;
}

/** One disbursement: its page, and what the bank did with it. */
@Controller('console/:organization/disbursements/:disbursement')
export class DisbursementController {
  constructor(
    private readonly disbursements: Disbursements,
    private readonly payments: DisbursementPayments,
    private readonly queries: DisbursementsQueries,
    private readonly desks: DeskDisbursements,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async show(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.desks.page(desk, await this.find(desk, key), { done });
  }

  @Staff('clerk')
  @Post('payment')
  pay(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Body() form: PaymentFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const note = { day: form.paid_on ?? '', bankReference: form.bank_reference ?? '' };
    return this.act(desk, key, reply, form, 'disbursementPaid', (id) =>
      this.payments.pay(desk.staff, desk.organization.id, id, note),
    );
  }

  @Staff('clerk')
  @Post('return')
  bankReturned(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Body() form: ReturnFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const note = { day: form.returned_on ?? '', bankReference: form.return_reference ?? '' };
    return this.act(desk, key, reply, form, 'disbursementReturned', (id) =>
      this.payments.bankReturned(desk.staff, desk.organization.id, id, {
        ...note,
        reason: form.reason ?? '',
      }),
    );
  }

  @Staff('clerk')
  @Post('cancellation')
  cancel(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.act(desk, key, reply, {}, 'disbursementCancelled', (id) =>
      this.disbursements.cancel(desk.staff, desk.organization.id, id),
    );
  }

  private async act(
    desk: Desk,
    key: string,
    reply: FastifyReply,
    typed: TypedBankNote,
    done: string,
    work: (id: string) => Promise<void>,
  ): Promise<VNode | undefined> {
    const { id } = await this.find(desk, key);
    try {
      await work(id);
      void reply.redirect(`${at(desk, `/disbursements/${key}`)}?done=${done}`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.desks.page(desk, await this.find(desk, key), { typed, problems });
    }
  }

  /** @throws Refusal not_found for none and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<Disbursement> {
    const id = withoutPrefix('dsb', key);
    const found = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }
}
