import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { ResolutionsQueries } from '../../../reconciliation/resolutions.queries.js';
import { Resolutions } from '../../../reconciliation/resolutions.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskCases } from './desk-cases.js';
import { type ResolutionProps, resolutionPage } from './resolution.page.js';
import { legsIn, typedIn } from './resolution-form.js';

/** Proposing the entry that would put a case right. */
@Controller('console/:organization/cases/:case/entry')
export class ResolutionController {
  constructor(
    private readonly cases: DeskCases,
    private readonly resolutions: Resolutions,
    private readonly queries: ResolutionsQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk')
  @Get()
  show(@AtConsole() desk: Desk, @Param('case') key: string): Promise<VNode> {
    return this.page(desk, key, { typed: {}, problems: [] });
  }

  @Staff('clerk')
  @Post()
  async propose(
    @AtConsole() desk: Desk,
    @Param('case') key: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { item } = await this.cases.find(desk, key);
    const typed = typedIn(body);
    try {
      const { legs, problems } = legsIn(typed, await this.queries.choices(item.organizationId));
      if (problems.length > 0) throw new Refusal('invalid', 'resolution_refused', {}, problems);
      const proposal = { organizationId: item.organizationId, caseId: item.id, memo: typed.memo ?? '', legs };
      await this.resolutions.propose({ staffId: desk.staff.staffId }, proposal);
      void reply.redirect(`${at(desk, `/cases/${key}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, key, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  private async page(
    desk: Desk,
    key: string,
    more: Pick<ResolutionProps, 'typed' | 'problems'>,
  ): Promise<VNode> {
    const detail = await this.cases.find(desk, key);
    return resolutionPage(desk, {
      detail,
      choices: await this.queries.choices(desk.organization.id),
      ...more,
    });
  }
}
