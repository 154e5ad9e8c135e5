import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Clock, dayIn } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { BankAccountsQueries } from '../../organizations/bank-accounts.queries.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import { Public } from '../../platform/http/public.js';
import { OrganizationPage } from './organization.page.js';
import { PublicReading } from './public-reading.service.js';
import { ComplaintsPage, PrivacyPage } from './text.pages.js';
import { cardView, inWords, organizationView } from './view-making.js';
import { Visits } from './visits.service.js';

/** Who stands behind the projects, and how to turn to them. */
@Controller()
export class AboutController {
  constructor(
    private readonly organizations: OrganizationsQueries,
    private readonly bankAccounts: BankAccountsQueries,
    private readonly reading: PublicReading,
    private readonly visits: Visits,
    private readonly clock: Clock,
  ) {}

  @Public()
  @Get('organizations/:slug')
  async organization(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const organization = await this.organizations.bySlug(slug);
    if (!organization) throw new Refusal('not_found', 'not_found');
    const { id, timeZone } = organization;
    const [parent, chapters, projects, account] = await Promise.all([
      organization.parentId ? this.organizations.byId(organization.parentId) : null,
      this.organizations.chaptersOf(id),
      this.reading.projects(),
      this.bankAccounts.present(id),
    ]);
    return OrganizationPage({
      frame,
      bankAccount:
        account && [account.holder, account.bank, account.branch, account.number].filter(Boolean).join(' · '),
      organization: organizationView(organization, frame.locale, dayIn(this.clock.now(), timeZone)),
      parent: parent && { slug: parent.slug, name: inWords(frame.locale, parent.nameZh, parent.nameEn) },
      chapters: chapters.map((each) => ({
        slug: each.slug,
        name: inWords(frame.locale, each.nameZh, each.nameEn),
      })),
      projects: projects
        .filter(({ project }) => project.organizationId === id || project.executorOrganizationId === id)
        .map((each) => cardView(each, frame.locale)),
    });
  }

  @Public()
  @Get('privacy')
  async privacy(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    return PrivacyPage({ frame: await this.visits.begin(request, reply, 'shared') });
  }

  @Public()
  @Get('complaints')
  async complaints(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const organizations = await this.organizations.list();
    return ComplaintsPage({
      frame,
      organizations: organizations.map((each) =>
        organizationView(each, frame.locale, dayIn(this.clock.now(), each.timeZone)),
      ),
    });
  }
}
