import { Controller, Get, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Money } from '../../kernel/money.js';
import { Public } from '../../platform/http/public.js';
import type { ProjectWithNumbers } from '../../progress/progress.queries.js';
import { HomePage, type HomeTotals } from './home.page.js';
import { ProjectsPage } from './projects.page.js';
import { PublicReading } from './public-reading.service.js';
import { cardView } from './view-making.js';
import { Visits } from './visits.service.js';

const CLOSED_ON_HOME = 3;

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
    return HomePage({
      frame,
      totals: totalsOf(projects),
      running: cards.filter(({ closed }) => !closed),
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
    const cards = (await this.reading.projects()).map((each) => cardView(each, frame.locale));
    return ProjectsPage({
      frame,
      running: cards.filter(({ closed }) => !closed),
      closed: cards.filter(({ closed }) => closed),
    });
  }
}
