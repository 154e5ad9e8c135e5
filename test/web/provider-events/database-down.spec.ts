import { Line } from '../../support/line.js';
import { deliver, eventBody, openWebhookStack, type WebhookStack } from './webhook-stack.js';

const line = new Line();
let target: URL;
let stack: WebhookStack;

beforeAll(async () => {
  const server = process.env.TEST_DATABASE_OWNER_URL;
  target = new URL(server ?? '');
  await line.open(target);
  stack = await openWebhookStack({
    databaseUrl: (appUrl) => {
      const url = new URL(appUrl);
      url.port = String(line.port);
      return url.href;
    },
  });
});
afterAll(async () => {
  line.mode = 'open';
  await stack.close();
  await line.cut();
});

async function timed(body: string): Promise<{ answer: Response; milliseconds: number }> {
  const before = Date.now();
  const answer = await deliver(stack, body);
  return { answer, milliseconds: Date.now() - before };
}

/** Delivers again as Stripe does, until it is accepted. */
async function untilAccepted(body: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    if ((await deliver(stack, body)).status === 200) return;
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error('never accepted');
}

describe('A23 the database is away while events arrive', () => {
  it('refused connections: 503 within 2 s with Retry-After, and it heals by itself', async () => {
    await deliver(stack, eventBody());
    await line.cut();
    const body = eventBody();
    const { answer, milliseconds } = await timed(body);
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(milliseconds).toBeLessThan(2_000);
    await line.open(target);
    await untilAccepted(body);
    expect(await stack.rows()).toContainEqual(expect.objectContaining({ event_id: JSON.parse(body).id }));
  });

  it('a database that does not answer: 503 within 2 s for many at once, and it heals by itself', async () => {
    line.mode = 'silent';
    const bodies = Array.from({ length: 64 }, () => eventBody());
    const answers = await Promise.all(bodies.map(timed));
    expect(new Set(answers.map(({ answer }) => answer.status))).toEqual(new Set([503]));
    expect(Math.max(...answers.map(({ milliseconds }) => milliseconds))).toBeLessThan(2_000);
    await line.cut();
    line.mode = 'open';
    await line.open(target);
    for (const body of bodies.slice(0, 3)) await untilAccepted(body);
    const ids = (await stack.rows()).map(({ event_id }) => event_id);
    for (const body of bodies.slice(0, 3)) expect(ids).toContain(JSON.parse(body).id);
  });

  it('connections that swallow everything are given up: others take their place', async () => {
    line.mode = 'silent';
    const bodies = Array.from({ length: 3 }, () => eventBody());
    for (const body of bodies) expect((await timed(body)).answer.status).toBe(503);
    // Longer than one statement is waited for. What the line swallowed never comes, and nobody hangs up.
    await new Promise((done) => setTimeout(done, 6_000));
    line.mode = 'open';
    for (const body of bodies) await untilAccepted(body);
  }, 60_000);
});
