import { Injectable } from '@nestjs/common';
import { EventStreams } from '../../platform/http/event-streams.service.js';
import type { HotRoutes } from '../../platform/http/hot-routes.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { ApiLimits } from './api-limits.service.js';
import { ApiProblems } from './api-problems.service.js';
import { STREAM_PATHS, streamRoutes } from './stream.plugin.js';

/** The live stream of the public API, to be registered in front of all hooks. */
@Injectable()
export class HotStream {
  readonly routes: HotRoutes;

  constructor(feed: ProgressFeed, streams: EventStreams, limits: ApiLimits, problems: ApiProblems) {
    this.routes = {
      name: 'stream',
      paths: STREAM_PATHS,
      methods: ['GET'],
      plugin: (fastify) => streamRoutes(fastify, { feed, streams, limits, problems }),
    };
  }
}
