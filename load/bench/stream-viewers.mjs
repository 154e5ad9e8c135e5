import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { answerMessages } from './programs.mjs';

// The viewers of `stream`: open answers on bare sockets in a process of their own. A heartbeat is left out of what is
// compared and counted; everything else must be the expected bytes and nothing more.

const HEARTBEAT = ':\n\n';
/** So many connections are opened at once: more than a server's backlog would be dropped. */
const AT_ONCE = 200;
const viewers = [];
let round;

const now = () => performance.timeOrigin + performance.now();

answerMessages(({ open, arm, wait, close }) => {
  if (open) return openAll(open);
  if (arm) return armRound(Buffer.from(arm.event, 'base64'));
  if (wait) return round.all;
  if (close) return closeAll();
  throw new Error('stream-viewers: open, arm, wait or close');
});

/** Opens the viewers; answers how the first one's answer began, and whether all got the same. */
async function openAll({ port, path, count }) {
  const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n\r\n`;
  const first = [];
  for (let n = 0; n < count; n += AT_ONCE)
    first.push(
      ...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - n) }, () => one(port, request)))),
    );
  const withoutDate = (text) => text.replace(/^date:.*\r\n/im, '');
  return { first: first[0], same: first.every((text) => withoutDate(text) === withoutDate(first[0])) };
}

function one(port, request) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const viewer = { socket, rest: undefined };
    let head = '';
    socket.on('error', reject);
    socket.on('close', () => reject(new Error(`the server hung up: ${head.slice(0, 300)}`)));
    socket.on('connect', () => socket.write(request));
    socket.on('data', function first(bytes) {
      head += bytes.toString('latin1');
      if (!/\r\n\r\n[\s\S]*\ndata: [^\n]*\n\n$/.test(head)) return;
      socket.off('data', first);
      socket.on('data', (more) => receive(viewer, more));
      viewers.push(viewer);
      resolve(head);
    });
  });
}

function armRound(event) {
  const latest = { event, moments: [], bytes: 0, wrong: undefined };
  latest.all = new Promise((resolve) => {
    latest.done = () => resolve({ moments: latest.moments, bytes: latest.bytes, wrong: latest.wrong });
  });
  round = latest;
  return true;
}

function receive(viewer, bytes) {
  const { event } = round ?? {};
  if (event && viewer.rest === undefined && bytes.length === event.length && bytes.equals(event))
    return arrived(bytes);
  // In pieces, or with a heartbeat before or after it.
  const text = ((viewer.rest ?? '') + bytes.toString('latin1')).replace(/(^|\n\n)(?::\n\n)+/g, '$1');
  viewer.rest = text === '' || text === HEARTBEAT ? undefined : text;
  if (viewer.rest === undefined || !event) return;
  if (text === event.toString('latin1')) {
    viewer.rest = undefined;
    arrived(event);
  } else if (text.length >= event.length) {
    round.wrong = text.slice(0, 500);
    viewer.rest = undefined;
    arrived(bytes);
  }
}

function arrived(bytes) {
  round.bytes += bytes.length;
  if (round.moments.push(now()) === viewers.length) round.done();
}

function closeAll() {
  for (const { socket } of viewers.splice(0)) socket.removeAllListeners('close').destroy();
  return true;
}
