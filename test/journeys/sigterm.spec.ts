import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import Stripe from 'stripe';
import type { Config } from '../../src/platform/config/config.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../donations/gift-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { SANDBOX_WEBHOOK_SECRET } from '../support/sandbox.js';
import { compiled } from '../support/start.js';

// Web and worker as real processes, ended by SIGTERM while providers and readers keep coming.
jest.setTimeout(300_000);

const ROOT = join(import.meta.dirname, '..', '..');
const GIFTS = 40;
const CLIENTS = 8;
const EXIT_MAX_MS = 25_000;
const signer = new Stripe('sk_test_never_called');

let kit: GiftKit;
let project: BuiltProject;
let gifts: OpenGift[];
const running: ChildProcess[] = [];

beforeAll(async () => {
  await compiled();
  kit = await openGiftKit();
  project = await kit.project();
  gifts = [];
  for (let i = 0; i < GIFTS; i++) gifts.push(await kit.give(project));
});
afterAll(async () => {
  // Only a failed test leaves one running.
  for (const child of running.filter(
    ({ exitCode, signalCode }) => exitCode === null && signalCode === null,
  )) {
    const gone = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    await gone;
  }
  await kit.close();
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The kit's settings as a process finds them in its environment. */
function environment(config: Config, more: Record<string, string>): Record<string, string> {
  const settings = Object.entries(config).filter(([, value]) => value !== undefined);
  return {
    PATH: process.env.PATH ?? '',
    ...Object.fromEntries(settings.map(([name, value]) => [name, String(value)])),
    ...more,
  };
}

/** Starts a program of ours and waits until it says at `health` that it is ready. */
async function started(program: string, health: number, more: Record<string, string>): Promise<ChildProcess> {
  const { runtime }: { runtime(): string } = await import(join(ROOT, 'bin', 'lib', 'runtime.mjs'));
  const child = spawn(runtime(), [join(ROOT, 'dist', program)], {
    cwd: ROOT,
    env: environment(kit.app.config, { LOG_LEVEL: 'silent', ...more }),
    stdio: 'ignore',
  });
  running.push(child);
  for (let wait = 0; wait < 600; wait++) {
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    const answer = await fetch(`http://127.0.0.1:${health}/health/ready`).catch(() => undefined);
    if (answer?.status === 200) return child;
    await new Promise((next) => setTimeout(next, 100));
  }
  throw new Error(`${program} never became ready`);
}

/** Asks a process to end and says how it ended and how long that took. */
async function terminated(child: ChildProcess): Promise<{ code: number | null; ms: number }> {
  const begin = Date.now();
  const code = new Promise<number | null>((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  return { code: await code, ms: Date.now() - begin };
}

interface Outcome {
  readonly what: string;
  readonly answer: number | string;
  readonly fresh: boolean;
}

/** One request; the answer is its status, or the error's code. */
function ask(port: number, path: string, agent: Agent, body?: string): Promise<Outcome> {
  return new Promise((resolve) => {
    const headers =
      body === undefined
        ? {}
        : {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(body),
            'stripe-signature': signer.webhooks.generateTestHeaderString({
              payload: body,
              secret: SANDBOX_WEBHOOK_SECRET,
            }),
          };
    const asked = request(
      { host: '127.0.0.1', port, path, agent, headers, method: body === undefined ? 'GET' : 'POST' },
      (answer) => {
        answer.resume();
        answer.once('end', () =>
          resolve({ what: path, answer: answer.statusCode ?? 0, fresh: !asked.reusedSocket }),
        );
        answer.once('error', (error: NodeJS.ErrnoException) =>
          resolve({ what: path, answer: `cut: ${error.code}`, fresh: !asked.reusedSocket }),
        );
      },
    );
    asked.once('error', (error: NodeJS.ErrnoException) =>
      resolve({ what: path, answer: error.code ?? error.message, fresh: !asked.reusedSocket }),
    );
    asked.end(body);
  });
}

/** Providers and readers on kept connections, until nobody takes their connection any more or they are stopped. */
class Crowd {
  readonly outcomes: Outcome[] = [];
  readonly acknowledged = new Set<string>();
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CLIENTS });
  private stopping = false;
  private next = 0;
  private clients: Promise<void>[] = [];

  constructor(
    private readonly port: number,
    private readonly events: readonly { readonly id: string }[],
  ) {}

  begin(): void {
    this.clients = Array.from({ length: CLIENTS }, (_, i) =>
      i < CLIENTS / 2 ? this.provider() : this.reader(),
    );
  }

  async end(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.clients);
    this.agent.destroy();
  }

  private async provider(): Promise<void> {
    while (!this.stopping) {
      const event = this.events[this.next++ % this.events.length];
      if (!event) return;
      const outcome = await ask(this.port, '/webhooks/stripe/main', this.agent, JSON.stringify(event));
      this.outcomes.push(outcome);
      if (outcome.answer === 200) this.acknowledged.add(event.id);
      if (outcome.answer === 'ECONNREFUSED') return;
    }
  }

  private async reader(): Promise<void> {
    const paths = [`/api/v1/projects/${project.slug}/progress`, `/projects/${project.slug}`, '/projects'];
    for (let turn = 0; !this.stopping; turn++) {
      const outcome = await ask(this.port, paths[turn % paths.length] ?? '/', this.agent);
      this.outcomes.push(outcome);
      if (outcome.answer === 'ECONNREFUSED') return;
    }
  }

  /** What a client may not see: anything but an answer below 500 and a connection that was not taken. */
  get failures(): Outcome[] {
    return this.outcomes.filter(({ answer, fresh }) =>
      typeof answer === 'number'
        ? answer >= 500
        : answer !== 'ECONNREFUSED' && !(fresh && answer === 'ECONNRESET'),
    );
  }
}

it('A27 SIGTERM under load: web and worker end in time, no 5xx, nothing acknowledged is lost', async () => {
  const [port, health] = [await freePort(), await freePort()];
  const web = () => started('main.js', port, { PORT: String(port) });
  const worker = () => started('worker.js', health, { HEALTH_PORT: String(health) });
  const now = Math.floor(Date.now() / 1000);
  const events = gifts.flatMap((gift) => {
    const of = eventsOf(gift, now);
    return [of.completed(), of.succeeded(), of.charge()];
  });

  const [firstWeb, firstWorker] = [await web(), await worker()];
  const before = new Crowd(port, events);
  before.begin();
  await new Promise((next) => setTimeout(next, 700));
  const [webEnd, workerEnd] = await Promise.all([terminated(firstWeb), terminated(firstWorker)]);
  await before.end();
  expect([webEnd.code, workerEnd.code]).toEqual([0, 0]);
  expect(Math.max(webEnd.ms, workerEnd.ms)).toBeLessThanOrEqual(EXIT_MAX_MS);
  expect(before.outcomes.some(({ answer }) => answer === 'ECONNREFUSED')).toBe(true);
  expect(before.failures).toEqual([]);

  const stored = new Set(
    (await kit.app.database.rows<{ id: string }>('SELECT event_id AS id FROM provider_event')).map(
      ({ id }) => id,
    ),
  );
  expect(before.acknowledged.size).toBeGreaterThan(0);
  expect([...before.acknowledged].filter((id) => !stored.has(id))).toEqual([]);

  // Others take over, are ended in the middle of their work as well, and the third ones finish it.
  const [secondWeb, secondWorker] = [await web(), await worker()];
  const after = new Crowd(port, events);
  after.begin();
  for (let wait = 0; after.acknowledged.size < events.length && wait < 600; wait++)
    await new Promise((next) => setTimeout(next, 50));
  const secondEnd = await terminated(secondWorker);
  await after.end();
  expect([secondEnd.code, after.failures]).toEqual([0, []]);
  expect(after.acknowledged.size).toBe(events.length);

  const thirdWorker = await worker();
  const open = () =>
    kit.app.database.rows(
      `SELECT 'event' AS what FROM provider_event WHERE state = 'NEW'
       UNION ALL SELECT 'unnumbered' FROM unnumbered_entry
       UNION ALL SELECT 'announced' FROM outbox_event WHERE state = 'PENDING'
       UNION ALL SELECT 'task' FROM outbox_task WHERE state <> 'DONE'
       UNION ALL SELECT 'waiting' FROM provider_event WHERE state = 'WAITING'`,
    );
  for (let wait = 0; (await open()).length > 0 && wait < 600; wait++)
    await new Promise((next) => setTimeout(next, 100));
  expect(await open()).toEqual([]);
  for (const gift of gifts)
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'succeeded',
      entries: ['gift 10000 CNY 100903 410102 restricted'],
      announced: 1,
    });
  const [receipts] = await kit.app.database.rows(
    'SELECT COUNT(*) AS n, MIN(no) AS first, MAX(no) AS last FROM receipt WHERE organization_id = ?',
    [kit.organizationId],
  );
  expect(receipts).toEqual({ n: String(GIFTS), first: 1, last: GIFTS });
  const ends = [await terminated(secondWeb), await terminated(thirdWorker)];
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
});
