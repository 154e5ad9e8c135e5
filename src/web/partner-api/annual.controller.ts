import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsOptional, IsString } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Public } from '../../platform/http/public.js';
import { AnnualAnswering } from './annual-answering.service.js';
import { AnnualAnswer } from './annual-answers.js';
import { AnswersWith } from './answers-with.js';
import { sendJson } from './api-answers.js';

class AnnualQuestion {
  @ApiProperty({
    required: false,
    format: 'date',
    example: '2026-11-23',
    description: 'last day to be counted, not in the future; yesterday when absent',
  })
  @IsOptional()
  @IsString()
  cut_off?: string;
}

/** What societies disclose of a whole year. */
@ApiTags('disclosure')
@Public()
@Controller('api/v1/disclosure')
export class AnnualController {
  constructor(private readonly annual: AnnualAnswering) {}

  @Get('annual')
  @ApiOperation({
    operationId: 'getAnnual',
    summary: 'Net online gifts by day of payment: this year and last year to the same day',
  })
  @AnswersWith(AnnualAnswer, 'both years, by society and by city', 'invalid_input')
  async show(
    @Query() { cut_off: cutOff }: AnnualQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.annual.of(cutOff));
  }
}
