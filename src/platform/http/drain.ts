import type { Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';

/** So long answers only say that their connection ends; then nothing new is taken. */
const FAREWELL_MS = 500;
/** Longest wait for answers under way; then connections are cut. */
const DRAIN_MAX_MS = 15_000;
const LOOK_MS = 25;

/**
 * Ends a web process in good order: first every answer says "Connection: close", so that clients do not send
 * their next request into a connection that we are about to end; then no new connections, and answers under way
 * are finished. Streams must be ended by whoever holds them, in `onModuleDestroy`, which comes before.
 */
@Injectable()
export class Drain implements BeforeApplicationShutdown {
  constructor(private readonly host: HttpAdapterHost) {}

  async beforeApplicationShutdown(): Promise<void> {
    const server: Server = this.host.httpAdapter.getHttpServer();
    if (!server.listening) return;
    server.prependListener('request', (_request, response: ServerResponse) => {
      response.shouldKeepAlive = false;
    });
    if ((await connections(server)) > 0) await sleep(FAREWELL_MS);
    // Just after the loop has taken all waiting connections in: those that wait when we stop are reset.
    await new Promise((resolve) => setImmediate(resolve));
    // The socket's own close only stops listening; http's would also cut connections whose request is on its way.
    NetServer.prototype.close.call(server);
    for (let waited = 0; (await connections(server)) > 0 && waited < DRAIN_MAX_MS; waited += LOOK_MS) {
      if (waited >= FAREWELL_MS) server.closeIdleConnections();
      await sleep(LOOK_MS);
    }
  }
}

function connections(server: Server): Promise<number> {
  return new Promise((resolve) => server.getConnections((error, count) => resolve(error ? 1 : count)));
}
