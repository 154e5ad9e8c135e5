import { Body, Controller, Get, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { CashDeposits } from '../../../donations/cash-deposits.service.js';
import { OfflineQueries } from '../../../donations/offline.queries.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { randomText } from '../../../kernel/ids.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { cashDepositFormPage } from './cash-deposit-form.page.js';

const FORM_KEY_BYTES = 18;

/** Taking counted cash to the bank. Deposits stand in the list of offline gifts. */
@Controller('console/:organization/cash-deposits')
export class CashDepositsController {
  constructor(
    private readonly deposits: CashDeposits,
    private readonly queries: OfflineQueries,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
  ) {}

  @Staff('clerk')
  @Get('new')
  showNew(@AtConsole() desk: Desk): Promise<VNode> {
    const today = dayIn(this.clock.now(), desk.organization.timeZone);
    return this.form(desk, { form_key: randomText(FORM_KEY_BYTES), deposited_on: today }, []);
  }

  @Staff('clerk')
  @Post()
  async record(
    @AtConsole() desk: Desk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const text = (name: string) => typed(fields ?? {}, name);
    try {
      await this.deposits.request(desk.staff, desk.organization.id, {
        currency: text('currency'),
        amountText: text('amount'),
        depositedOn: text('deposited_on'),
        bankReference: text('bank_reference'),
        formKey: text('form_key'),
      });
      void reply.redirect(`${at(desk, '/offline-gifts')}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, fields ?? {}, this.refusals.fields(error, desk, reply));
    }
  }

  private async form(
    desk: Desk,
    fields: TypedFields,
    problems: readonly { field: string; text: string }[],
  ): Promise<VNode> {
    return cashDepositFormPage(desk, {
      fields,
      problems,
      cash: await this.queries.cash(desk.organization.id),
    });
  }
}
