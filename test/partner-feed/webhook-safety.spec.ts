import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { SetClock } from '../../src/kernel/clock.js';
import { pauseAfter, RETRY_MS } from '../../src/partner-feed/retry-schedule.js';
import { mayReach, type Reach, readWebhookUrl } from '../../src/partner-feed/safe-address.js';
import { askedPause, call } from '../../src/partner-feed/webhook-call.js';
import { WebhookDeliveries } from '../../src/partner-feed/webhook-deliveries.service.js';
import { WebhookEndpoints } from '../../src/partner-feed/webhook-endpoints.service.js';
import { WebhookSending } from '../../src/partner-feed/webhook-sending.service.js';
import { HostNames, WebhookTargets } from '../../src/partner-feed/webhook-targets.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { activePartner, tell } from './feed-kit.js';
import { openReceiver, type Receiver } from './receiver.js';

describe('addresses', () => {
  test.each([
    ['8.8.8.8', true, true],
    ['2606:4700:4700::1111', true, true],
    ['10.1.2.3', false, true],
    ['172.16.0.1', false, true],
    ['172.32.0.1', true, true],
    ['192.168.1.1', false, true],
    ['127.0.0.1', false, true],
    ['127.8.9.1', false, true],
    ['::1', false, true],
    ['fd12:3456::1', false, true],
    ['169.254.169.254', false, false],
    ['100.100.100.200', false, false],
    ['fd00:ec2::254', false, false],
    ['0.0.0.0', false, false],
    ['::', false, false],
    ['fe80::1', false, false],
    ['fe80::1%eth0', false, false],
    ['224.0.0.1', false, false],
    ['255.255.255.255', false, false],
    ['::ffff:10.0.0.1', false, false],
    ['::ffff:a00:1', false, false],
    ['::ffff:7f00:1', false, false],
    ['::ffff:808:808', false, false],
    ['64:ff9b::a00:1', false, false],
    ['2002:a00:1::', false, false],
    ['2001:0:4136:e378::1', false, false],
    ['2001:db8::1', false, false],
    ['192.0.2.1', false, false],
    ['ff02::1', false, false],
    ['not an address', false, false],
  ])('%s: from the internet %s, with private networks %s', (address, open, within) => {
    expect(mayReach(address, 'public')).toBe(open);
    expect(mayReach(address, 'private')).toBe(within);
  });

  test.each<[string, Reach, string]>([
    ['https://example.org/hook', 'public', 'https://example.org/hook'],
    ['https://example.org:8443/hook?a=1', 'public', 'https://example.org:8443/hook?a=1'],
    ['http://example.org/hook', 'public', 'webhook_url_https'],
    ['http://127.0.0.1:9000/hook', 'private', 'http://127.0.0.1:9000/hook'],
    ['http://169.254.169.254/latest', 'private', 'webhook_url_private'],
    ['https://169.254.169.254/latest', 'public', 'webhook_url_private'],
    ['https://2130706433/', 'public', 'webhook_url_private'],
    ['https://0x7f.1/', 'public', 'webhook_url_private'],
    ['https://0177.0.0.1/', 'public', 'webhook_url_private'],
    ['https://[::1]/', 'public', 'webhook_url_private'],
    ['https://[::ffff:169.254.169.254]/', 'private', 'webhook_url_private'],
    ['https://user:secret@example.org/', 'public', 'webhook_url_credentials'],
    ['https://example.org/#part', 'public', 'webhook_url_form'],
    ['ftp://example.org/', 'public', 'webhook_url_form'],
    ['file:///etc/passwd', 'private', 'webhook_url_form'],
    ['hook', 'public', 'webhook_url_form'],
    [`https://example.org/${'a'.repeat(600)}`, 'public', 'webhook_url_long'],
  ])('%s (%s) → %s', (text, reach, expected) => {
    const read = readWebhookUrl(text, reach);
    expect(typeof read === 'string' ? read : read.href).toBe(expected);
  });

  test('the schedule of retries ends, and its jitter only ever adds', () => {
    for (const [n, pause] of RETRY_MS.entries()) {
      expect(pauseAfter(n + 1, 0)).toBe(pause);
      expect(pauseAfter(n + 1, 0.999)).toBeLessThanOrEqual(pause * 1.1);
    }
    expect(pauseAfter(RETRY_MS.length + 1, 0.5)).toBeNull();
  });
});

describe('one call', () => {
  let receiver: Receiver;
  const target = () => ({ url: new URL(receiver.url), address: '127.0.0.1' });
  beforeEach(async () => {
    receiver = await openReceiver();
  });
  afterEach(() => receiver.close());

  test('a receiver that does not answer in time has not taken the event', async () => {
    receiver.answer = () => undefined;
    expect(await call(target(), {}, '{}', 200)).toMatchObject({ failure: 'timeout', status: null });
  });

  test('no more of an answer is read than is kept, however long it goes on', async () => {
    receiver.answer = (response) => {
      response.writeHead(200);
      const more = setInterval(() => response.write('x'.repeat(100_000)), 1);
      response.on('close', () => clearInterval(more));
    };
    const outcome = await call(target(), {}, '{}');
    expect(outcome).toMatchObject({ failure: null, status: 200 });
    expect(outcome.answer).toHaveLength(500);
  });

  test('an answer that trickles is not waited for', async () => {
    receiver.answer = (response) => void response.writeHead(202).write('taken');
    const outcome = await call(target(), {}, '{}');
    expect(outcome).toMatchObject({ failure: null, status: 202 });
    expect(outcome.answer.toString()).toBe('taken');
    expect(outcome.tookMs).toBeLessThan(3_000);
  });

  test('a busy receiver says how long it wants to be left alone, in seconds or by a date, and a day at most', async () => {
    receiver.answer = (response) => void response.writeHead(503, { 'retry-after': '1800' }).end();
    expect(await call(target(), {}, '{}')).toMatchObject({ failure: 'status', askedPauseMs: 1_800_000 });
    receiver.answer = (response) => void response.writeHead(500, { 'retry-after': '1800' }).end();
    expect(await call(target(), {}, '{}')).toMatchObject({ failure: 'status', askedPauseMs: 0 });
    const now = Date.parse('2026-11-20T04:00:00Z');
    expect(askedPause('Fri, 20 Nov 2026 04:10:00 GMT', now)).toBe(600_000);
    expect(askedPause('Fri, 20 Nov 2026 03:10:00 GMT', now)).toBe(0);
    expect(askedPause('999999999', now)).toBe(86_400_000);
    for (const unreadable of [undefined, '', 'soon', '-5']) expect(askedPause(unreadable, now)).toBe(0);
  });

  test('nobody there, and a server that speaks no TLS', async () => {
    const { port } = new URL(receiver.url);
    expect(await call({ url: new URL('http://127.0.0.1:1/'), address: '127.0.0.1' }, {}, '{}')).toMatchObject(
      {
        failure: 'unreachable',
      },
    );
    const safe = { url: new URL(`https://127.0.0.1:${port}/`), address: '127.0.0.1' };
    expect((await call(safe, {}, '{}')).failure).toMatch(/^(tls|unreachable)$/);
  });

  test('the certificate must be the name that was asked for, although the connection goes to the address', async () => {
    const names: (string | false)[] = [];
    const server = createTlsServer({
      SNICallback: (name, done) => {
        names.push(name);
        done(new Error('no certificate for it'));
      },
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const outcome = await call(
      { url: new URL(`https://hooks.example.org:${port}/`), address: '127.0.0.1' },
      {},
      '{}',
    );
    server.close();
    expect(outcome.failure).not.toBeNull();
    expect(names).toEqual(['hooks.example.org']);
  });
});

describe('names that change whom they lead to', () => {
  const clock = new SetClock(new Date('2026-11-20T04:00:00Z'));
  let app: TestApp;
  let receiver: Receiver;

  afterEach(async () => {
    await receiver.close();
    await app.close();
  });

  /** A partner, and a name service that answers what the test says. */
  async function open(settings: Readonly<Record<string, string>>, answers: string[][]) {
    receiver = await openReceiver();
    app = await openTestApp({ clock, settings });
    const asked: string[] = [];
    app.get(HostNames).addressesOf = async (name) => {
      asked.push(name);
      return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
    };
    const organizationId = await buildOrganization(app);
    const { partnerId } = await activePartner(app, [organizationId]);
    const add = (url: string) =>
      app.get(WebhookEndpoints).add({}, partnerId, { url, kinds: ['project.published'], livemode: true });
    return { asked, organizationId, partnerId, add, port: new URL(receiver.url).port };
  }

  test('a name that leads to us is refused when it is given, also when only one of its addresses does', async () => {
    const { add } = await open({}, [['127.0.0.1'], ['93.184.216.34', '10.0.0.5'], ['::ffff:10.0.0.5'], []]);
    const codes: string[] = [];
    for (let n = 0; n < 4; n++) codes.push((await refusal(add('https://hooks.example.org/'))).join(' '));
    expect(codes).toEqual([
      'webhook_endpoint_invalid webhook_url_private',
      'webhook_endpoint_invalid webhook_url_private',
      'webhook_endpoint_invalid webhook_url_private',
      'webhook_endpoint_invalid webhook_url_unresolved',
    ]);
  });

  test('DNS rebinding: a name that led to the internet and leads to us now is not called', async () => {
    const { add, organizationId, port } = await open({}, [
      ['93.184.216.34'],
      ['127.0.0.1'],
      ['169.254.169.254'],
    ]);
    const { id } = await add(`https://hooks.example.org:${port}/`);
    await tell(app, organizationId, 1);
    await app.get(WebhookSending).send(id);
    clock.advance(10_000);
    await app.get(WebhookSending).send(id);
    const log = await app.get(WebhookDeliveries).ofEndpoint(id, { skip: 0, limit: 10 });
    expect(log.map(({ failure }) => failure)).toEqual(['address_refused', 'address_refused']);
    expect(receiver.received).toHaveLength(0);
  });

  test('DNS rebinding: the connection goes to the address that was checked, and the name is asked once', async () => {
    const { add, organizationId, port, asked } = await open({ WEBHOOK_PRIVATE_TARGETS: '1' }, [
      ['127.0.0.1'],
      ['127.0.0.1'],
      ['127.0.0.9'],
    ]);
    const { id } = await add(`http://no-such-name.invalid:${port}/hook`);
    await tell(app, organizationId, 1);
    await app.get(WebhookSending).send(id);
    expect(asked).toEqual(['no-such-name.invalid', 'no-such-name.invalid']);
    expect(receiver.received).toMatchObject([{ headers: { host: `no-such-name.invalid:${port}` } }]);
  });

  test('an endpoint from the time of tries is not called any more without the setting', async () => {
    const { port } = await open({}, [['127.0.0.1']]);
    const targets = app.get(WebhookTargets);
    expect(targets.reach).toBe('public');
    expect(await targets.of(new URL(`http://93.184.216.34:${port}/`))).toBe('address_refused');
    expect(await targets.of(new URL(`https://127.0.0.1:${port}/`))).toBe('address_refused');
  });
});
