import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { CashChecks, denominationsOf } from '../../../donations/cash-checks.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { cashCheckFormPage } from './cash-check-form.page.js';

const HOME_CURRENCY = 'CNY';

/** Counting the cash in hand against the books. */
@Controller('console/:organization/cash-checks')
export class CashChecksController {
  constructor(
    private readonly checks: CashChecks,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk')
  @Get('new')
  showNew(@AtConsole() desk: Desk, @Query('day') day?: string, @Query('currency') currency?: string): VNode {
    const known = typeof currency === 'string' && denominationsOf(currency).length > 0;
    const fields = { day: typeof day === 'string' ? day : '' };
    return cashCheckFormPage(desk, { currency: known ? currency : HOME_CURRENCY, fields, problems: [] });
  }

  @Staff('clerk')
  @Post()
  async record(
    @AtConsole() desk: Desk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const text = (name: string) => typed(fields ?? {}, name);
    const currency = text('currency');
    const counts = denominationsOf(currency).map((each) => [String(each), text(`count_${each}`)]);
    try {
      await this.checks.record(desk.staff, desk.organization.id, {
        ...{ day: text('day'), currency, counts: Object.fromEntries(counts) },
        ...{ countedBy: text('counted_by'), countedWith: text('counted_with'), note: text('note') },
      });
      void reply.redirect(`${at(desk, `/months/${text('day').slice(0, 7)}`)}?done=counted`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return cashCheckFormPage(desk, { currency, fields: fields ?? {}, problems });
    }
  }
}
