import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { type ProjectSpending, PublicSpending } from '../../../disclosure/project-spending.queries.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { isKnown } from '../../../platform/http/known.js';
import { Public } from '../../../platform/http/public.js';
import { type ProjectReading, PublicReading } from '../public-reading.service.js';
import { inWords } from '../view-making.js';
import { textOf, Visits } from '../visits.service.js';
import { spendingCsv } from './spending.csv.js';
import { SpendingPage } from './spending.page.js';
import { lineView, spendingView } from './spending-view.js';

const PAGE = 20;
/** A file holds all payments; a project with more has its list in parts from the API. */
const FILE_MAX = 10_000;
const SEQ = /^[1-9]\d{0,17}$/;
/** A paper may be taken back: then no cache may go on showing it. */
const ASK_EACH_TIME = 'no-cache';

/** How a project's money was spent: the list, the same as a file, and the papers. */
@Controller('projects')
export class SpendingController {
  constructor(
    private readonly reading: PublicReading,
    private readonly spending: PublicSpending,
    private readonly visits: Visits,
  ) {}

  @Public()
  @Get(':slug/spending')
  async list(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'shared');
    const { locale } = frame;
    const found = await this.project(slug);
    const asked = textOf(request.query, 'before');
    const before = SEQ.test(asked) ? BigInt(asked) : undefined;
    // One more than is shown tells whether there are older ones.
    const read = await this.all(found, { limit: PAGE + 1, before });
    const lines = read.lines.slice(0, PAGE);
    const { organization, project } = found;
    return SpendingPage({
      frame,
      project: {
        name: inWords(locale, project.nameZh, project.nameEn),
        organization: inWords(locale, organization.nameZh, organization.nameEn),
      },
      spending: spendingView({ ...read, lines }, slug, organization.timeZone, locale),
      first: before === undefined,
      next: read.lines.length > PAGE ? (lines.at(-1)?.ledgerSeq.toString() ?? null) : null,
    });
  }

  @Public()
  @Get(':slug/spending.csv')
  async file(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { locale, publicUrl } = await this.visits.begin(request, reply, 'shared');
    const { lines, balance } = await this.all(await this.project(slug), { limit: FILE_MAX });
    void reply
      .header('Content-Disposition', `attachment; filename="spending-${slug}.csv"`)
      .type('text/csv; charset=utf-8');
    return spendingCsv(
      lines.map((line) => lineView(line, locale)),
      balance,
      { slug, publicUrl, locale },
    );
  }

  /** A public paper, as a download: what somebody uploaded is never shown as a page of ours. */
  @Public()
  @Get(':slug/spending/evidence/:paper')
  async evidence(
    @Param('slug') slug: string,
    @Param('paper') key: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = withoutPrefix('evd', key);
    const file = id === null ? null : await this.spending.evidence(slug, id);
    if (!file) throw new Refusal('not_found', 'not_found');
    const etag = `"${file.sha256.slice(0, 32)}"`;
    void reply.header('Cache-Control', ASK_EACH_TIME).header('ETag', etag);
    if (isKnown(request.headers['if-none-match'], etag)) {
      void reply.code(304).send();
      return;
    }
    void reply
      .header('Content-Disposition', `attachment; filename="${file.name}"`)
      .header('Content-Security-Policy', "default-src 'none'; sandbox")
      .header('X-Robots-Tag', 'noindex')
      .type(file.contentType)
      .send(file.bytes);
  }

  private async all(
    { project }: ProjectReading,
    page: { limit: number; before?: bigint | undefined },
  ): Promise<ProjectSpending> {
    const read = await this.spending.ofProject(project.id, page);
    if (!read) throw new Refusal('not_found', 'project_not_found', { slug: project.slug });
    return read;
  }

  private async project(slug: string): Promise<ProjectReading> {
    const found = await this.reading.project(slug);
    if (!found) throw new Refusal('not_found', 'project_not_found', { slug });
    return found;
  }
}
