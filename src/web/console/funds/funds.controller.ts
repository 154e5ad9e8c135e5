import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { DisbursementsQueries } from '../../../disbursements/disbursements.queries.js';
import type { FundTransfer } from '../../../disbursements/fund-transfer.entity.js';
import { FundTransfers } from '../../../disbursements/fund-transfers.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { randomText, withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { FundsQueries } from '../../../ledger/funds.queries.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { fundTransferFormPage, fundTransferPage, type TypedTransfer } from './fund-transfer.page.js';
import { fundsPage } from './funds.page.js';

class TransferFields implements TypedTransfer {
  @IsOptional() @IsString() @MaxLength(40) from?: string;
  @IsOptional() @IsString() @MaxLength(40) to?: string;
  @IsOptional() @IsString() @MaxLength(60) amount?: string;
  @IsOptional() @IsString() @MaxLength(3000) purpose?: string;
  @IsOptional() @IsString() @MaxLength(64) form_key?: string;
}

const FORM_KEY_BYTES = 18;

/** Funds with what they have, and transfers between them. */
@Controller('console/:organization/funds')
export class FundsController {
  constructor(
    private readonly funds: FundsQueries,
    private readonly transfers: FundTransfers,
    private readonly queries: DisbursementsQueries,
    private readonly ledger: LedgerQueries,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    const { id } = desk.organization;
    return fundsPage(desk, {
      funds: await this.funds.ofOrganization(id),
      transfers: await this.queries.transfers(id),
    });
  }

  @Staff('clerk')
  @Get('transfers/new')
  showNew(@AtConsole() desk: Desk, @Query('from') from?: string): Promise<VNode> {
    const typed = typeof from === 'string' ? { from } : {};
    return this.form(desk, { ...typed, form_key: randomText(FORM_KEY_BYTES) }, []);
  }

  @Staff('clerk')
  @Post('transfers')
  async request(
    @AtConsole() desk: Desk,
    @Body() form: TransferFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      const id = await this.transfers.request(desk.staff, desk.organization.id, {
        fromFundId: fundIdOf(form.from),
        toFundId: fundIdOf(form.to),
        amountText: form.amount ?? '',
        purpose: form.purpose ?? '',
        formKey: form.form_key ?? '',
      });
      void reply.redirect(`${at(desk, `/funds/transfers/${withPrefix('ftr', id)}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, form, this.refusals.fields(error, desk, reply));
    }
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get('transfers/:transfer')
  async show(
    @AtConsole() desk: Desk,
    @Param('transfer') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const { id: organizationId } = desk.organization;
    const transfer = await this.find(desk, key);
    return fundTransferPage(desk, {
      transfer,
      funds: await this.funds.ofOrganization(organizationId),
      names: await this.staff.names([transfer.requestedBy]),
      entries: await this.ledger.entriesOfSubject(organizationId, 'fund_transfer', transfer.id),
      trail: await this.trail.ofSubject(organizationId, 'fund_transfer', transfer.id),
      done,
    });
  }

  @Staff('clerk')
  @Post('transfers/:transfer/cancellation')
  async cancel(
    @AtConsole() desk: Desk,
    @Param('transfer') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { id } = await this.find(desk, key);
    await this.transfers.cancel(desk.staff, desk.organization.id, id);
    void reply.redirect(`${at(desk, `/funds/transfers/${key}`)}?done=withdrawn`, 303);
  }

  /** @throws Refusal not_found for none and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<FundTransfer> {
    const id = withoutPrefix('ftr', key);
    const found = id === null ? null : await this.queries.transferById(desk.organization.id, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }

  private async form(
    desk: Desk,
    form: TypedTransfer,
    problems: readonly { field: string; text: string }[],
  ): Promise<VNode> {
    const funds = await this.funds.ofOrganization(desk.organization.id);
    return fundTransferFormPage(desk, { form, problems, funds });
  }
}

function fundIdOf(text: string | undefined): string {
  const id = withoutPrefix('fun', text ?? '');
  return id ?? '';
}
