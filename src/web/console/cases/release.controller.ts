import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { SuspenseReleases } from '../../../donations/suspense-releases.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskCases } from './desk-cases.js';
import { type ReleaseProps, releasePage } from './release.page.js';
import { typedIn } from './resolution-form.js';

/** Asking that money in suspense become a gift. */
@Controller('console/:organization/cases/:case/release')
export class ReleaseController {
  constructor(
    private readonly cases: DeskCases,
    private readonly releases: SuspenseReleases,
    private readonly projects: ProjectsQueries,
    private readonly refusals: FormRefusals,
  ) {}

  /** A payment that differs from what was promised is most likely for the gift that it came for. */
  @Staff('clerk')
  @Get()
  async show(@AtConsole() desk: Desk, @Param('case') key: string): Promise<VNode> {
    const { item } = await this.cases.find(desk, key);
    const typed = item.subjectType === 'donation' ? { donation: withPrefix('don', item.subjectId) } : {};
    return this.page(desk, key, { typed, problems: [] });
  }

  @Staff('clerk')
  @Post()
  async ask(
    @AtConsole() desk: Desk,
    @Param('case') key: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { item } = await this.cases.find(desk, key);
    const typed = typedIn(body);
    try {
      const text = (typed.donation ?? '').trim();
      const donationId = text === '' ? null : withoutPrefix('don', text);
      if (text !== '' && donationId === null)
        throw new Refusal('invalid', 'release_refused', {}, [
          { field: 'donation', code: 'release_donation' },
        ]);
      await this.releases.request(
        { staffId: desk.staff.staffId },
        {
          ...{ organizationId: item.organizationId, caseId: item.id, donationId },
          ...{ projectId: typed.project || null, reason: typed.reason ?? '' },
        },
      );
      void reply.redirect(`${at(desk, `/cases/${key}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, key, { typed, problems: this.refusals.fields(error, desk, reply) });
    }
  }

  private async page(
    desk: Desk,
    key: string,
    more: Pick<ReleaseProps, 'typed' | 'problems'>,
  ): Promise<VNode> {
    const detail = await this.cases.find(desk, key);
    const all = await this.projects.ofOrganization([desk.organization.id]);
    return releasePage(desk, { detail, projects: all.filter(({ state }) => state !== 'draft'), ...more });
  }
}
