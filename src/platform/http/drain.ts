import type { Server } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** Longest wait for answers under way; then connections are cut. */
const DRAIN_MAX_MS = 15_000;
const LOOK_MS = 25;

/**
 * Ends a web process in good order: no new connections, answers under way are finished, idle connections are
 * closed. Streams must be ended by whoever holds them, in `onModuleDestroy`, which comes before.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(private readonly host: HttpAdapterHost) {}

  async beforeApplicationShutdown(): Promise<void> {
    const server: Server = this.host.httpAdapter.getHttpServer();
    if (!server.listening) return;
    let closed = false;
    server.close(() => {
      closed = true;
    });
    for (let waited = 0; !closed && waited < DRAIN_MAX_MS; waited += LOOK_MS) {
      server.closeIdleConnections();
      await sleep(LOOK_MS);
    }
  }
}
