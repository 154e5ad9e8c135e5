import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { EventStreams } from '../../platform/http/event-streams.service.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { STREAM_PATHS, streamRoutes } from './stream.plugin.js';

/** The live stream of the public API, to be registered in front of all hooks. */
@Injectable()
export class HotStream {
  readonly routes: HotRoutes;

  constructor(config: Config, feed: ProgressFeed, streams: EventStreams) {
    this.routes = {
      name: 'stream',
      paths: STREAM_PATHS,
      plugin: (fastify) => streamRoutes(fastify, { feed, streams, publicUrl: config.PUBLIC_URL }),
    };
  }
}
