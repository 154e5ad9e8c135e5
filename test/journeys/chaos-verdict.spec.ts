import { type AddressInfo, createServer } from 'node:net';
import { createConnection } from 'mysql2/promise';
import { type Asked, balanceFindings, findings } from '../../load/chaos/verdict.mjs';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { type GiftKit, openGiftKit } from '../donations/gift-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { until } from '../support/sandbox.js';

/** The comparison at the end of a chaos round must see what it looks for. */
describe('the verdict of npm run chaos', () => {
  let kit: GiftKit;
  let project: BuiltProject;
  let house: Asked;

  beforeAll(async () => {
    const port = await freePort();
    const webhookUrl = `http://127.0.0.1:${port}/webhooks/stripe/main`;
    kit = await openGiftKit({}, { webhookUrl, retryMs: 60_000 }, { worker: true });
    project = await kit.project();
    await kit.app.listen(port);
    house = {
      control: (method, path) => kit.sandbox.control(method, path),
      list: async () => (await kit.sandbox.stripe().events.list({ limit: 100 })).data,
      rows: async (work) => {
        const connection = await createConnection({
          uri: kit.app.server.ownerUrl,
          supportBigNumbers: true,
          bigNumberStrings: true,
        });
        try {
          return await work(async (sql) => (await connection.query(sql))[0] as Record<string, string>[]);
        } finally {
          await connection.end();
        }
      },
      command: async () => undefined,
    };
  });
  afterAll(() => kit.close());

  async function paid(): Promise<string> {
    const { sessionId } = await kit.give(project);
    return (await kit.sandbox.control<{ payment_intent: string }>('POST', '/pay', { session: sessionId }))
      .payment_intent;
  }
  const found = async () => (await findings(house)).found;
  /** Waits until nothing is found any more: the worker is still at it. */
  async function quiet(): Promise<void> {
    kit.clock.set(new Date());
    await until('the books agree', async () => (await found()).length === 0, 30_000);
  }

  it('finds nothing when all is well', async () => {
    const payment_intent = await paid();
    await paid();
    await kit.sandbox.control('POST', '/refund', { payment_intent, amount: 2500 });
    await quiet();
    expect(await findings(house)).toMatchObject({ found: [], payments: 2, events: 10 });
  });

  it('finds a payment and its events that never came, and what came later no more', async () => {
    await kit.sandbox.control('POST', '/deliveries', { on: false });
    const payment = await paid();
    expect(await found()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^event evt_\w+ \(payment_intent.succeeded\) .* not in the inbox$/),
        `payment ${payment} of 10000 was paid and is not booked`,
      ]),
    );
    await kit.sandbox.control('POST', '/deliveries', { on: true });
    await quiet();
  });

  it('finds a refund that the books have not heard of', async () => {
    const payment_intent = await paid();
    await quiet();
    await kit.sandbox.control('PUT', '/faults', { loss: 1 });
    await kit.sandbox.control('POST', '/refund', { payment_intent, amount: 1 });
    await kit.sandbox.control('PUT', '/faults', { loss: 0 });
    expect(await found()).toEqual(
      expect.arrayContaining([`payment ${payment_intent}: the books hold 10000, the provider 9999`]),
    );
  });

  it('compares the clearing account with the provider’s balance, fees and payouts included', async () => {
    kit.clock.set(new Date(Date.now() + 2000));
    await kit.app.get(Settlements).importAll();
    // The refund of the case before is a line that nobody's event has told us of: one cent is missing.
    expect(await balanceFindings(house, 0)).toEqual([
      expect.stringMatching(/^cny: the clearing account holds \d+, the provider \d+$/),
    ]);
    const [refund] = (await kit.sandbox.stripe().events.list({ type: 'refund.created', limit: 1 })).data;
    await kit.sandbox.control('POST', '/redeliver', { event: refund?.id });
    expect(await balanceFindings(house, 30_000)).toEqual([]);
  });

  it('names the broken rules of check-books', async () => {
    const command = () =>
      Promise.reject(new Error('check-books failed:\nBROKEN I7 a rule: in words\n  {"id":1}\n'));
    const [rule] = (await findings({ ...house, command })).found.slice(-1);
    expect(rule).toBe('BROKEN I7 a rule: in words {"id":1}');
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return port;
}
