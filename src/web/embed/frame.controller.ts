import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../kernel/errors.js';
import { Config } from '../../platform/config/config.js';
import { Direct } from '../../platform/http/direct-pages.js';
import { Public } from '../../platform/http/public.js';
import { localeOf } from '../../platform/i18n/locale.js';
import { framePolicy, NUMBERS_CACHE } from './embed-headers.js';
import { channelFrom, layoutFrom, textFrom, themeFrom } from './embed-questions.js';
import { FramePage } from './frame.page.js';
import { FrameOrigins } from './frame-origins.service.js';
import { Widgets } from './widgets.service.js';

/** `/embed/projects/:slug?ch=&layout=&theme=&lang=`: a project's box for a frame on a partner's page. */
@Controller('embed/projects')
export class FrameController {
  constructor(
    private readonly widgets: Widgets,
    private readonly origins: FrameOrigins,
    private readonly config: Config,
  ) {}

  @Public()
  @Direct()
  @Get(':slug')
  async show(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const widget = await this.widgets.find(slug);
    if (!widget) throw new Refusal('not_found', 'project_not_found', { slug });
    const { query, headers } = request;
    const channel = channelFrom(textFrom(query, 'ch'));
    const origins = await this.origins.of(channel);
    if (origins.length > 0) void reply.header('Content-Security-Policy', framePolicy(origins));
    // No cookie is read: browsers keep them from frames, and a cache would have to tell readers apart.
    const locale = localeOf({ query, headers: { 'accept-language': headers['accept-language'] } });
    void reply
      .header('Cache-Control', NUMBERS_CACHE)
      .header('Content-Language', locale)
      .header('Vary', 'Accept-Language');
    return FramePage({
      widget,
      locale,
      layout: layoutFrom(textFrom(query, 'layout')),
      theme: themeFrom(textFrom(query, 'theme')),
      channel,
      publicUrl: this.config.PUBLIC_URL,
    });
  }
}
