import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import fc from 'fast-check';
import {
  BEHIND_MAX_BYTES,
  EventStream,
  streamEvent,
  Viewer,
} from '../../../src/platform/http/event-stream.js';
import { groupOf, ViewerLimits } from '../../../src/platform/http/viewer-limits.js';

let server: Server;
let port: number;
const sockets: Socket[] = [];

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

/** Both ends of a connection. */
async function pair(): Promise<{ ours: Socket; theirs: Socket }> {
  const accepted = new Promise<Socket>((resolve) => server.once('connection', resolve));
  const theirs = connect(port, '127.0.0.1');
  const ours = await accepted;
  sockets.push(
    theirs.on('error', () => undefined),
    ours.on('error', () => undefined),
  );
  return { ours, theirs };
}

/** A viewer of the stream and what it has received. */
async function viewer(stream: EventStream) {
  const { ours, theirs } = await pair();
  const received: string[] = [];
  theirs.setEncoding('utf8').on('data', (text) => received.push(String(text)));
  const member = new Viewer(ours, 'group');
  member.has = stream.event;
  stream.add(member);
  return { ours, theirs, text: () => received.join('') };
}

const soon = (ms = 50) => new Promise((resolve) => setTimeout(resolve, ms));

test('a viewer that takes nothing is cut with bounded memory, and the others miss nothing', async () => {
  let cuts = 0;
  const stream = new EventStream(streamEvent('0', {}), () => {
    cuts += 1;
  });
  const [slow, quick] = [await viewer(stream), await viewer(stream)];
  slow.theirs.pause();
  const filling = 'x'.repeat(BEHIND_MAX_BYTES / 4);
  let most = 0;
  // What the kernel takes for the slow one is not ours to bound; what waits in our memory is.
  for (let n = 1; !slow.ours.destroyed && n < 2_000; n++) {
    stream.publish(streamEvent(String(n), { filling }));
    await soon(0);
    most = Math.max(most, slow.ours.writableLength);
  }
  expect(slow.ours.destroyed).toBe(true);
  expect(cuts).toBe(1);
  expect(most).toBeLessThanOrEqual(BEHIND_MAX_BYTES * 2);
  stream.publish(streamEvent('last', { end: true }));
  await soon();
  expect(quick.text().endsWith('id: last\ndata: {"end":true}\n\n')).toBe(true);
});

test('states that come while a round is under way: everybody ends with the newest, nobody gets one twice', async () => {
  const stream = new EventStream(streamEvent('0', { n: 0 }), () => undefined);
  const viewers: Awaited<ReturnType<typeof viewer>>[] = [];
  for (let n = 0; n < 40; n++) viewers.push(await viewer(stream));
  for (let n = 1; n <= 20; n++) {
    stream.publish(streamEvent(String(n), { n }));
    stream.publish(streamEvent(String(n), { n }));
  }
  await soon(200);
  for (const { text } of viewers) {
    const ids = [...text().matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
    expect(ids.at(-1)).toBe(20);
    expect(ids).toEqual([...new Set(ids)].sort((a, b) => a - b));
  }
});

test('viewers are counted by address, IPv6 by its /64', () => {
  expect(groupOf('203.0.113.9')).toBe('203.0.113.9');
  expect(groupOf('::ffff:203.0.113.9')).toBe('203.0.113.9');
  expect(groupOf('2001:db8:1:2:aaaa::1')).toBe(groupOf('2001:0DB8:0001:0002:ffff:1:2:3'));
  expect(groupOf('2001:db8:1:2::1')).not.toBe(groupOf('2001:db8:1:3::1'));
  expect(groupOf('fe80::1%eth0')).toBe(groupOf('fe80::2'));
  expect(groupOf('::1')).toBe('0:0:0:0::/64');
});

test('the count is right after any coming and going', () => {
  const steps = fc.array(fc.record({ comes: fc.boolean(), group: fc.constantFrom('a', 'b', 'c') }));
  fc.assert(
    fc.property(steps, (all) => {
      const limits = new ViewerLimits(5, 2);
      const there: string[] = [];
      for (const { comes, group } of all) {
        const mine = there.filter((each) => each === group).length;
        if (comes) {
          const refusal = limits.refusal(group);
          expect(refusal).toBe(there.length >= 5 ? 'full' : mine >= 2 ? 'address' : null);
          if (refusal === null) {
            limits.enter(group);
            there.push(group);
          }
        } else if (mine > 0) {
          limits.leave(group);
          there.splice(there.indexOf(group), 1);
        }
        expect(limits.size).toBe(there.length);
      }
    }),
  );
});
