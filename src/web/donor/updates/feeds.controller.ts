import { createHash } from 'node:crypto';
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../../kernel/errors.js';
import { isKnown } from '../../../platform/http/known.js';
import { Public } from '../../../platform/http/public.js';
import { localeFrom } from '../../../platform/i18n/locale.js';
import { textOf } from '../visits.service.js';
import type { FeedContent } from './feed-content.js';
import { Feeds } from './feeds.service.js';
import { jsonFeed } from './json-feed.js';
import { rssFeed } from './rss-feed.js';

/** As the public API: numbers may be 5 s old with the reader, 10 s in a shared cache, a day when we are down. */
const CACHE_CONTROL = 'public, max-age=5, s-maxage=10, stale-while-revalidate=20, stale-if-error=86400';

/** A project's feeds. Their language is in the address alone (`?lang=`), for readers of feeds have no cookies. */
@Controller('projects')
export class FeedsController {
  constructor(private readonly feeds: Feeds) {}

  @Public()
  @Get(':slug/feed.xml')
  rss(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(slug, request, reply, 'application/rss+xml; charset=utf-8', rssFeed);
  }

  @Public()
  @Get(':slug/feed.json')
  json(
    @Param('slug') slug: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.send(slug, request, reply, 'application/feed+json; charset=utf-8', jsonFeed);
  }

  /** With a strong ETag over the bytes; 304 when the reader has them already. */
  private async send(
    slug: string,
    request: FastifyRequest,
    reply: FastifyReply,
    contentType: string,
    write: (content: FeedContent) => string,
  ): Promise<void> {
    const locale = localeFrom(textOf(request.query, 'lang')) ?? 'zh-CN';
    const [path = ''] = request.url.split('?');
    const content = await this.feeds.of(slug, locale, `${path}?lang=${locale}`);
    if (!content) throw new Refusal('not_found', 'project_not_found', { slug });
    const body = Buffer.from(write(content));
    const etag = `"${createHash('sha256').update(body).digest('base64url').slice(0, 27)}"`;
    void reply.headers({
      ETag: etag,
      'Cache-Control': CACHE_CONTROL,
      'Content-Language': locale,
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
    });
    if (isKnown(request.headers['if-none-match'], etag)) void reply.code(304).send();
    else void reply.type(contentType).send(body);
  }
}
