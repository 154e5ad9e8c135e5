import { type AddressInfo, createServer } from 'node:net';
import { NestFactory } from '@nestjs/core';
import { pino } from 'pino';
import { SetClock } from '../../src/kernel/clock.js';
import { NestLog } from '../../src/platform/http/log.js';
import { WorkerLoops } from '../../src/platform/jobs/worker-loops.js';
import { WorkerModule, workerDuties } from '../../src/worker.module.js';
import { openTestApp, type TestApp } from './app.js';
import { SANDBOX_SECRET_KEY, SANDBOX_WEBHOOK_SECRET, startSandbox, type TestSandbox } from './sandbox.js';

/** The whole platform in this process: web on a port, worker at work, and a sandbox that posts its events to it. */
export interface TestStack {
  readonly app: TestApp;
  readonly sandbox: TestSandbox;
  readonly url: string;
  /** Ends everything, then runs all checks on the books. */
  close(): Promise<void>;
}

/** Starts web, worker and sandbox together; each knows the others' addresses, as `npm start` arranges it. */
export async function openTestStack(settings: Readonly<Record<string, string>> = {}): Promise<TestStack> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const sandbox = await startSandbox({ webhookUrl: `${url}/webhooks/stripe/main` });
  const clock = new SetClock(new Date());
  const app = await openTestApp({
    clock,
    stripeBase: sandbox.url,
    settings: {
      PUBLIC_URL: url,
      STRIPE_SECRET_KEY: SANDBOX_SECRET_KEY,
      STRIPE_WEBHOOK_SECRETS: SANDBOX_WEBHOOK_SECRET,
      ...settings,
    },
  });
  const ticking = setInterval(() => clock.set(new Date()), 200);
  await app.listen(port);
  const log = pino({ level: 'silent' });
  const worker = await NestFactory.createApplicationContext(
    WorkerModule.with({ config: app.config, clock }),
    { logger: new NestLog(log), abortOnError: false },
  );
  await worker.get(WorkerLoops).start(workerDuties(worker), log);
  return {
    app,
    sandbox,
    url,
    close: async () => {
      clearInterval(ticking);
      await sandbox.stop();
      await worker.close();
      await app.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
