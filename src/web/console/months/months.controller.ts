import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { CashChecks } from '../../../donations/cash-checks.service.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter, isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { BankReconciliations } from '../../../reconciliation/bank-reconciliations.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { monthPage } from './month.page.js';

const READERS = ['clerk', 'approver', 'supervisor'] as const;
const FIRST = '-01';

/** The month's folder: bank reconciliation statement and cash counts. */
@Controller('console/:organization/months')
export class MonthsController {
  constructor(
    private readonly clock: Clock,
    private readonly ledger: LedgerQueries,
    private readonly bank: BankReconciliations,
    private readonly checks: CashChecks,
  ) {}

  /** The last month that is over. */
  @Staff(...READERS)
  @Get()
  latest(@AtConsole() desk: Desk, @Res({ passthrough: true }) reply: FastifyReply): void {
    const today = dayIn(this.clock.now(), desk.organization.timeZone);
    const month = dayAfter(`${today.slice(0, 7)}${FIRST}`, -1).slice(0, 7);
    void reply.redirect(at(desk, `/months/${month}`), 303);
  }

  @Staff(...READERS)
  @Get(':month')
  async show(
    @AtConsole() desk: Desk,
    @Param('month') month: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const first = `${month}${FIRST}`;
    const today = dayIn(this.clock.now(), desk.organization.timeZone);
    if (!isDay(first) || first > today) throw new Refusal('not_found', 'not_found');
    const { id } = desk.organization;
    const next = dayAfter(first, 31).slice(0, 7);
    const last = dayAfter(`${next}${FIRST}`, -1);
    const until = last < today ? last : today;
    const balances = await this.ledger.balancesOn(id, until, ['100101', '100201']);
    const ofCode = (code: string) => balances.filter((each) => each.code === code);
    return monthPage(desk, {
      ...{ month, until, done },
      earlier: dayAfter(first, -1).slice(0, 7),
      later: `${next}${FIRST}` > today ? null : next,
      bank: await Promise.all(
        ofCode('100201').map(async ({ currency }) => ({
          ...(await this.bank.on(id, currency, until)),
          currency,
        })),
      ),
      cash: ofCode('100101').map(({ currency, amount }) => ({ currency, amount })),
      checks: await this.checks.between(id, first, last),
    });
  }
}
