import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Money } from '../../kernel/money.js';
import { Public } from '../../platform/http/public.js';
import type { Locale } from '../../platform/i18n/locale.js';
import type { ProjectWithNumbers } from '../../progress/progress.queries.js';
import { type HomeGift, HomePage, type HomeTotals } from './home.page.js';
import { foundBy, PAGE, pageOf, searchFrom } from './project-search.js';
import { ProjectsPage } from './projects.page.js';
import { type ProjectReading, PublicReading } from './public-reading.service.js';
import { cardView, giftLine, inWords } from './view-making.js';
import type { Frame } from './views.js';
import { Visits } from './visits.service.js';

const RUNNING_ON_HOME = 9;
const CLOSED_ON_HOME = 3;
const GIFTS_ON_HOME = 6;

/** Sums over projects, each currency by itself; true at the newest of the projects' own moments. */
export function totalsOf(projects: readonly ProjectWithNumbers[]): HomeTotals {
  const sums = new Map<string, bigint>();
  let donations = 0;
  let asOf: Date | null = null;
  for (const { project, numbers } of projects) {
    sums.set(project.currency, (sums.get(project.currency) ?? 0n) + numbers.raised);
    donations += numbers.donations;
    if (!asOf || numbers.asOf > asOf) asOf = numbers.asOf;
  }
  const raised: Money[] = [...sums].map(([currency, amount]) => ({ amount, currency }));
  const running = projects.filter(({ project }) => project.state === 'published').length;
  return { running, raised, donations, asOf };
}

/** The first page and the list of all projects. */
@Controller()
export class HomeController {
  constructor(
    private readonly reading: PublicReading,
    private readonly visits: Visits,
  ) {}

  @Public()
  @Get()
  async home(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const projects = await this.reading.projects();
    const cards = projects.map((each) => cardView(each, frame.locale));
    const running = cards.filter(({ closed }) => !closed);
    return HomePage({
      frame,
      totals: totalsOf(projects),
      latest: await this.latest(projects, frame),
      running: running.slice(0, RUNNING_ON_HOME),
      closed: cards.filter(({ closed }) => closed).slice(0, CLOSED_ON_HOME),
    });
  }

  @Public()
  @Get('projects')
  async projects(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const search = searchFrom(request.query);
    const found = foundBy(search, await this.reading.projects());
    const { page, pages } = pageOf(search.page, found.length);
    return ProjectsPage({
      frame,
      search,
      found: found.length,
      page,
      pages,
      cards: found.slice((page - 1) * PAGE, page * PAGE).map((each) => cardView(each, frame.locale)),
    });
  }

  /** The newest gifts of the projects whose numbers moved last: any newer gift would have moved its project's. */
  private async latest(projects: readonly ProjectWithNumbers[], { locale }: Frame): Promise<HomeGift[]> {
    const moved = projects.filter(({ numbers }) => numbers.donations > 0);
    moved.sort((a, b) => b.numbers.asOf.getTime() - a.numbers.asOf.getTime());
    const readings = await Promise.all(
      moved.slice(0, GIFTS_ON_HOME).map(({ project }) => this.reading.project(project.slug)),
    );
    return readings
      .flatMap((found) => (found ? homeGifts(found, locale) : []))
      .sort((a, b) => b.at.getTime() - a.at.getTime())
      .slice(0, GIFTS_ON_HOME);
  }
}

function homeGifts({ project, organization, latest }: ProjectReading, locale: Locale): HomeGift[] {
  const name = inWords(locale, project.nameZh, project.nameEn);
  return latest.map((gift) => ({
    ...giftLine(gift, locale),
    project: { slug: project.slug, name },
    zone: organization.timeZone,
  }));
}
