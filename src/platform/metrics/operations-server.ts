import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Readiness } from '../health/readiness.js';
import { Metrics } from './metrics.js';

/** A port of its own for /metrics and /health/*, to be reached by operations only. */
@Injectable()
export class OperationsServer implements OnApplicationShutdown {
  private server: Server | undefined;

  constructor(
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
  ) {}

  /** Listens; port 0 means: not wanted. @returns the port. */
  async open(host: string, port: number): Promise<number> {
    if (port === 0) return 0;
    const server = createServer((request, response) => {
      this.answer(request.url ?? '', response).catch(() => end(response, 500, 'text/plain', 'failed\n'));
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(port, host, resolve);
    });
    this.server = server;
    return (server.address() as AddressInfo).port;
  }

  onApplicationShutdown(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  private async answer(url: string, response: ServerResponse): Promise<void> {
    if (url === '/metrics') {
      end(response, 200, this.metrics.registry.contentType, await this.metrics.text());
    } else if (url === '/health/live') {
      end(response, 200, 'application/json', '{"status":"ok"}');
    } else if (url === '/health/ready') {
      const { ready, report } = await this.readiness.check();
      end(response, ready ? 200 : 503, 'application/json', JSON.stringify(report));
    } else end(response, 404, 'text/plain', 'not found\n');
  }
}

function end(response: ServerResponse, status: number, contentType: string, body: string): void {
  response.writeHead(status, { 'content-type': contentType, 'cache-control': 'no-store' }).end(body);
}
