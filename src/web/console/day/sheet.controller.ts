import { Controller, Get, Param, Query } from '@nestjs/common';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { isDay } from './calendar.js';
import { DeskSheets } from './desk-sheets.js';
import { sheetPage } from './sheet.page.js';

/** The day sheet for the printer. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/days')
export class SheetController {
  constructor(
    private readonly clock: Clock,
    private readonly sheets: DeskSheets,
  ) {}

  @Get(':date/sheet')
  async show(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Query('revision') asked?: string,
  ): Promise<VNode> {
    const revision = typeof asked === 'string' && /^\d{1,4}$/.test(asked) ? Number(asked) : null;
    const { id } = desk.organization;
    const shown = isDay(day) ? await this.sheets.find(id, day, revision) : null;
    if (!shown) throw new Refusal('not_found', 'not_found');
    const signers = await this.sheets.signersOf(id, day, shown.seal);
    return sheetPage(desk, { ...shown, day, signers, now: this.clock.now() });
  }
}
