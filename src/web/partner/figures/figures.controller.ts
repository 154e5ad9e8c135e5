import { Controller, Get, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { figuresCsv } from './figures.csv.js';
import { figuresPage } from './figures.page.js';
import { type FiguresQuery, FiguresReading } from './figures-reading.service.js';

/** What a partner's channels brought, as a page and as a file. */
@Controller('partner')
export class PartnerFiguresController {
  constructor(
    private readonly reading: FiguresReading,
    private readonly clock: Clock,
  ) {}

  @PartnerPerson()
  @Get('figures')
  async show(@AtPartner() desk: PartnerDesk, @Query() query: FiguresQuery): Promise<VNode> {
    return figuresPage(desk, await this.reading.read(desk, query));
  }

  @PartnerPerson()
  @Get('figures.csv')
  async file(
    @AtPartner() desk: PartnerDesk,
    @Query() query: FiguresQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const figures = await this.reading.read(desk, query);
    const { from, to } = figures.choice;
    void reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="channels-${from}-${to}.csv"`);
    return figuresCsv(desk, figures, this.clock.now());
  }
}
