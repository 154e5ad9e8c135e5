import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProperty, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public.js';
import { ProblemDetails, ProjectAnswer, ProjectPage } from './answers.js';
import { sendJson } from './api-answers.js';
import { ProjectAnswers } from './project-answers.service.js';

export class ProjectsQuery {
  @ApiProperty({ required: false, enum: ['published', 'closed'], description: 'default: both' })
  @IsOptional()
  @IsIn(['published', 'closed'])
  state?: 'published' | 'closed';

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 100, default: 20 })
  @Transform(({ value }) => (/^\d{1,4}$/.test(String(value)) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;

  @ApiProperty({ required: false, description: '`next_cursor` of the page before' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}

/** Public projects for everybody's programs. Every number is the ledger's, with the moment it was true. */
@ApiTags('projects')
@Public()
@Controller('api/v1/projects')
export class ProjectsController {
  constructor(private readonly answers: ProjectAnswers) {}

  @Get()
  @ApiOperation({ operationId: 'listProjects', summary: 'Public projects, the newest first' })
  @ApiOkResponse({ type: ProjectPage })
  @ApiResponse({
    status: 400,
    type: ProblemDetails,
    description: 'a cursor that is not one of ours for this question',
  })
  @ApiResponse({ status: 422, type: ProblemDetails, description: 'a wrong query' })
  async list(
    @Query() query: ProjectsQuery,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.answers.page(query));
  }

  @Get(':slug')
  @ApiOperation({ operationId: 'getProject', summary: 'One public project' })
  @ApiOkResponse({ type: ProjectAnswer })
  @ApiResponse({ status: 404, type: ProblemDetails, description: 'no public project has this slug' })
  async show(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.answers.one(slug));
  }
}
