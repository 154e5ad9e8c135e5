import { Controller, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { withPrefix } from '../../../kernel/ids.js';
import { Database } from '../../../platform/database/database.js';
import { LongWork } from '../../../platform/long-work/long-work.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';

/** Asks for a day to be compared anew; its progress is watched like that of any long work. */
@Controller('console/:organization/reconciliation')
export class RunsController {
  constructor(
    private readonly database: Database,
    private readonly works: LongWork,
  ) {}

  @Staff('clerk')
  @Post(':date/runs')
  async run(
    @AtConsole() desk: Desk,
    @Param('date') day: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (!isDay(day)) throw new Refusal('not_found', 'not_found');
    const work = await this.database.inTransaction((tx) =>
      this.works.begin(tx, {
        ...{ organizationId: desk.organization.id, kind: 'reconciliation.run', subjectId: day },
        ...{ params: { day }, startedBy: desk.staff.staffId },
      }),
    );
    void reply.redirect(at(desk, `/work/${withPrefix('wrk', work)}`), 303);
  }
}
