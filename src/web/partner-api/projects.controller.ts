import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public.js';
import { ProjectAnswer, ProjectPage } from './answers.js';
import { AnswersWith } from './answers-with.js';
import { sendJson } from './api-answers.js';
import { CertificateAnswering } from './certificate-answering.service.js';
import { CertificateAnswer } from './certificate-answers.js';
import { ProjectUpdatePage, PublicGiftPage } from './gift-answers.js';
import { PageQuestion } from './page-question.js';
import { ProjectAnswers } from './project-answers.service.js';
import { ProjectLists } from './project-lists.service.js';
import { ProjectsQuestion } from './projects-question.js';
import { SpendingAnswering } from './spending-answering.service.js';
import { SpendingPage } from './spending-answers.js';

/** A check is kept each time, so each must reach us; what has not changed is still an answer 304. */
const ASK_EACH_TIME = 'no-cache';

const Slug = () => ApiParam({ name: 'slug', example: 'love-to-homes' });

/** Public projects for everybody's programs. Every number is the ledger's, with the moment it was true. */
@ApiTags('projects')
@Public()
@Controller('api/v1/projects')
export class ProjectsController {
  constructor(
    private readonly answers: ProjectAnswers,
    private readonly lists: ProjectLists,
    private readonly certificates: CertificateAnswering,
    private readonly spending: SpendingAnswering,
  ) {}

  @Get()
  @ApiOperation({ operationId: 'listProjects', summary: 'Public projects, the newest first' })
  @AnswersWith(ProjectPage, 'a page of projects', 'bad_cursor', 'invalid_input')
  async list(
    @Query() query: ProjectsQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.answers.page(query));
  }

  @Get(':slug')
  @Slug()
  @ApiOperation({ operationId: 'getProject', summary: 'One public project' })
  @AnswersWith(ProjectAnswer, 'the project', 'project_not_found')
  async show(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.answers.one(slug));
  }

  @Get(':slug/donations')
  @Slug()
  @ApiOperation({
    operationId: 'listDonations',
    summary: 'The gifts of a project, the newest first',
    description:
      'Each with what is left of it, so that the list adds up to `raised`. Gifts are masked as donors wish.',
  })
  @AnswersWith(PublicGiftPage, 'a page of gifts', 'bad_cursor', 'project_not_found', 'invalid_input')
  async donations(
    @Param('slug') slug: string,
    @Query() query: PageQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.lists.gifts(slug, query));
  }

  @Get(':slug/updates')
  @Slug()
  @ApiOperation({ operationId: 'listUpdates', summary: 'What a project tells of its work, the newest first' })
  @AnswersWith(ProjectUpdatePage, 'a page of updates', 'bad_cursor', 'project_not_found', 'invalid_input')
  async updates(
    @Param('slug') slug: string,
    @Query() query: PageQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.lists.updates(slug, query));
  }

  @Get(':slug/spending')
  @Slug()
  @ApiOperation({
    operationId: 'listSpending',
    summary: 'How the money of a project was spent, the newest payment first, and what is left',
    description:
      'Every payment with area, households and people helped and its public papers; one that the bank sent back stays ' +
      'in the list and is not counted. raised + moved - spent = unspent, true at `ledger_seq`.',
  })
  @AnswersWith(SpendingPage, 'a page of payments', 'bad_cursor', 'project_not_found', 'invalid_input')
  async spent(
    @Param('slug') slug: string,
    @Query() query: PageQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.spending.page(slug, query));
  }

  @Get(':slug/certificate')
  @Slug()
  @ApiOperation({
    operationId: 'checkCertificate',
    summary: 'Whether a project may be published as an appeal, and on what papers',
    description:
      'Media must check this before they publish an appeal (慈善法 28, 114). We keep when which project was checked, ' +
      'with which key, or without one from which network (never the whole address).',
  })
  @AnswersWith(CertificateAnswer, 'the papers, and whether they are in force today', 'project_not_found')
  async certificate(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.certificates.of(slug, request), ASK_EACH_TIME);
  }
}
