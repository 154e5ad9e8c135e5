import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsString, Matches, Max, Min } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { envelopeOf, PartnerEvents } from '../../partner-feed/partner-events.queries.js';
import { AnswersWith } from './answers-with.js';
import { sendJson } from './api-answers.js';
import { ApiCallers } from './api-callers.service.js';
import { ChannelAnswering } from './channel-answering.service.js';
import { ChannelFiguresBody, ChannelPage } from './channel-answers.js';
import { EventPage } from './event-answers.js';
import { PartnerKeyScope } from './partner-key.guard.js';
import type { ProblemCode } from './problem-descriptions.js';

class FiguresQuestion {
  @ApiProperty({ format: 'date', example: '2026-11-01', description: 'first accounting day' })
  @IsString()
  from: string;

  @ApiProperty({
    format: 'date',
    example: '2026-11-30',
    description: 'last accounting day; at most 366 days with the first',
  })
  @IsString()
  to: string;
}

class EventsQuestion {
  @ApiProperty({
    required: false,
    type: 'string',
    pattern: '^[0-9]{1,15}$',
    default: '0',
    example: '17',
    description: '`next_cursor` of the last answer, or the `sequence` of the last event you have',
  })
  @Matches(/^[0-9]{1,15}$/)
  after = '0';

  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 100, default: 100, example: 100 })
  @Transform(({ value }) => (/^\d{1,4}$/.test(String(value)) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 100;
}

/** What belongs to one partner stays in no shared cache. */
const OWN = 'private, no-cache';
const KEY_PROBLEMS: readonly ProblemCode[] = [
  'partner_key_missing',
  'partner_key_bad',
  'partner_key_scope',
  'partner_key_secret_needed',
  'partner_suspended',
  'partner_not_active',
];

/** What a partner reads with its key: its channels, what they brought, its events. Never a donor's data. */
@ApiTags('partners')
@Controller('api/v1')
export class PartnerDataController {
  constructor(
    private readonly callers: ApiCallers,
    private readonly channels: ChannelAnswering,
    private readonly events: PartnerEvents,
  ) {}

  @Get('channels')
  @PartnerKeyScope('channels:read')
  @ApiOperation({ operationId: 'listChannels', summary: 'Your channels' })
  @AnswersWith(
    ChannelPage,
    'all your channels',
    ...KEY_PROBLEMS.filter((code) => code !== 'partner_key_secret_needed'),
    'partner_key_origin',
  )
  async list(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    sendJson(request, reply, await this.channels.all(this.callers.keyNeeded(request)), OWN);
  }

  @Get('channels/:id/figures')
  @PartnerKeyScope('figures:read')
  @ApiParam({ name: 'id', example: 'chn_01kb2v6m3ye8v9h3x0q6c2n7tw' })
  @ApiOperation({
    operationId: 'getChannelFigures',
    summary: 'What one of your channels brought, from one accounting day to another',
    description:
      'Days and projects are told in groups of at least five gifts. A test key sees test gifts and nothing else.',
  })
  @AnswersWith(ChannelFiguresBody, 'the figures', ...KEY_PROBLEMS, 'channel_not_found', 'invalid_input')
  async figures(
    @Param('id') id: string,
    @Query() { from, to }: FiguresQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    sendJson(request, reply, await this.channels.of(this.callers.keyNeeded(request), id, from, to), OWN);
  }

  @Get('events')
  @PartnerKeyScope('events:read')
  @ApiOperation({
    operationId: 'listEvents',
    summary: 'Your events after a number, in order: neither skipped nor repeated',
    description:
      'The same events that webhooks deliver. Keep `next_cursor` and ask again with it, now or after a day.',
  })
  @AnswersWith(EventPage, 'the next events', ...KEY_PROBLEMS, 'invalid_input')
  async listEvents(
    @Query() { after, limit }: EventsQuestion,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { partnerId, livemode } = this.callers.keyNeeded(request);
    const { events, hasMore } = await this.events.after(partnerId, livemode, BigInt(after), limit);
    const next_cursor = (events.at(-1)?.seq ?? BigInt(after)).toString();
    sendJson(request, reply, { data: events.map(envelopeOf), next_cursor, has_more: hasMore }, OWN);
  }
}
