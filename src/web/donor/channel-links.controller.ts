import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelsQueries } from '../../partners/channels.queries.js';
import { Public } from '../../platform/http/public.js';
import { textOf } from './visits.service.js';

/** Short links of partners' outlets, as printed under a video or in an article: `/c/CODE`, `/c/CODE?project=slug`. */
@Controller('c')
export class ChannelLinksController {
  constructor(private readonly channels: ChannelsQueries) {}

  /** Leads on with the code in the address. An unknown code leads on too: the reader came to give. */
  @Public()
  @Get(':code')
  async follow(
    @Param('code') code: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const slug = textOf(request.query, 'project');
    const path = /^[a-z0-9-]{3,60}$/.test(slug) ? `/projects/${slug}` : '/';
    const channel = await this.channels.byCode(code);
    void reply
      .header('Cache-Control', 'no-cache')
      .header('Location', channel ? `${path}?ch=${channel.code}` : path)
      .code(302);
  }
}
