import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Api } from './api.js';
import { control } from './control.js';
import { ApiError, unknownUrl } from './errors.js';
import { sendJson } from './http.js';
import { checkout } from './pages/checkout.js';
import { home, homeForm } from './pages/home.js';
import { mail } from './pages/mailbox.js';
import { Sandbox, type SandboxOptions } from './sandbox.js';

export type { ApiCall, SandboxOptions } from './sandbox.js';

/** A sandbox that listens. */
export interface RunningSandbox {
  /** Base address, e.g. `http://127.0.0.1:41234`. */
  url: string;
  seed: number;
  sandbox: Sandbox;
  /** Ends deliveries and connections; the state stays in the data folder. */
  stop(): Promise<void>;
}

/**
 * Starts the pretend Stripe in this process.
 * @throws when the port is taken or the data folder cannot be written.
 */
export async function startSandbox(options: SandboxOptions): Promise<RunningSandbox> {
  const seed = options.seed ?? Math.trunc(Math.random() * 2 ** 31);
  const sandbox = new Sandbox({ ...options, seed });
  const api = new Api(sandbox);
  const server = createServer((req, res) => {
    route(sandbox, api, req, res).catch((error: unknown) => fail(res, error));
  });
  server.keepAliveTimeout = 65_000;
  try {
    await listen(server, options.port ?? 0, options.host ?? '127.0.0.1');
  } catch (error) {
    sandbox.close();
    throw error;
  }
  const { port } = server.address() as AddressInfo;
  const url = `http://${options.host && options.host !== '0.0.0.0' ? options.host : '127.0.0.1'}:${port}`;
  sandbox.base = options.publicUrl?.replace(/\/$/, '') ?? url;
  return {
    url,
    seed,
    sandbox,
    async stop() {
      const closed = new Promise((done) => server.close(done));
      server.closeAllConnections();
      await closed;
      sandbox.close();
    },
  };
}

async function route(sandbox: Sandbox, api: Api, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const [path = '/', query = ''] = (req.url ?? '/').split('?', 2);
  if (path.startsWith('/v1/')) return api.handle(req, res, path, query);
  if (path.startsWith('/_sandbox/')) return control(sandbox, req, res, path);
  if (path.startsWith('/c/pay/')) return checkout(sandbox, req, res, path.slice('/c/pay/'.length));
  if (path === '/' && req.method === 'GET') return home(sandbox, res);
  if (req.method === 'POST' && /^\/(deliveries|redeliver|settle|money\/[a-z_]+)$/.test(path)) {
    return homeForm(sandbox, req, res, path);
  }
  if (path.startsWith('/mail/') && sandbox.mailbox) {
    return mail(sandbox.mailbox, res, decodeURIComponent(path.slice('/mail/'.length)));
  }
  sendJson(res, 404, unknownUrl(req.method ?? '', path).body());
}

function fail(res: ServerResponse, error: unknown): void {
  if (!(error instanceof ApiError)) {
    process.stderr.write(`sandbox: ${error instanceof Error ? error.stack : String(error)}\n`);
  }
  if (res.headersSent) return void res.destroy();
  sendJson(res, error instanceof ApiError ? error.status : 500, { error: 'the sandbox could not answer' });
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => {
      server.off('error', failed);
      done();
    });
  });
}
