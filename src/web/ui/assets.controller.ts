import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import { Public } from '../../platform/http/public.js';
import { siteAsset } from './site-assets.js';

/** Stylesheet, mark and small scripts, each under the hash of its content. */
@Controller('assets')
export class AssetsController {
  /**
   * An address with the right hash may be kept for ever. One with another hash comes from a page of an older or
   * newer process during an update: it gets what we have, not to be kept.
   */
  @Public()
  @Get(':hash/:name')
  show(
    @Param('hash') hash: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): void {
    const asset = siteAsset(name);
    if (!asset) throw new Refusal('not_found', 'not_found');
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
    void reply
      .header('Cache-Control', hash === asset.hash ? 'public, max-age=31536000, immutable' : 'no-cache')
      .header('Vary', 'Accept-Encoding')
      .type(asset.contentType);
    if (zipped) void reply.header('Content-Encoding', 'gzip');
    void reply.send(zipped ? asset.gzipped : asset.bytes);
  }
}
