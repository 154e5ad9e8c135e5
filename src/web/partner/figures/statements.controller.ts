import { Controller, Get, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter, isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { FiguresReading } from './figures-reading.service.js';
import { statementPage } from './statement.page.js';
import { statementsPage } from './statements.page.js';

/** Months that the list offers; older ones open by their address. */
const MONTHS_SHOWN = 24;
const ZONE = 'Asia/Shanghai';

/** The monthly statement of a partner's channels, for paper and for the file. */
@Controller('partner')
export class PartnerStatementsController {
  constructor(
    private readonly reading: FiguresReading,
    private readonly clock: Clock,
  ) {}

  @PartnerPerson()
  @Get('statements')
  list(@AtPartner() desk: PartnerDesk): VNode {
    return statementsPage(desk, monthsUntil(dayIn(this.clock.now(), ZONE)));
  }

  /** The statement of the present month, unless another is named. @throws Refusal not_found for what is no month. */
  @PartnerPerson()
  @Get('statement')
  async show(@AtPartner() desk: PartnerDesk, @Query('month') asked?: string): Promise<VNode> {
    const now = this.clock.now();
    const today = dayIn(now, ZONE);
    const month = asked === undefined ? today.slice(0, 7) : asked;
    const from = `${month}-01`;
    if (!isDay(from) || from > today) throw new Refusal('not_found', 'not_found');
    const to = dayAfter(`${dayAfter(from, 31).slice(0, 7)}-01`, -1);
    return statementPage(desk, { month, figures: await this.reading.read(desk, { from, to }), now });
  }
}

function monthsUntil(today: string): string[] {
  const months: string[] = [];
  for (let day = today; months.length < MONTHS_SHOWN; day = dayAfter(`${day.slice(0, 7)}-01`, -1))
    months.push(day.slice(0, 7));
  return months;
}
