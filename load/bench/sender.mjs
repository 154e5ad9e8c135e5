import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/** Ends of an HTTP head, and of the status line of a good answer. */
const HEAD_END = Buffer.from('\r\n\r\n');
const GOOD = Buffer.from('HTTP/1.1 200 ');

/**
 * Sends HTTP requests over `connections` kept-open sockets, one at a time on each, until `next()` has no more or
 * `seconds` are over. It is built on bare sockets, so that the sender takes as little of the machine as it can.
 * Any answer but a 200 ends the run with an error.
 *
 * @param next the bytes of the next request, or undefined when there are no more
 * @param sameAnswers every answer has as many bytes as the first one: their heads need not be read. An answer of
 *   another length ends the run with an error.
 * @returns units, seconds, latencies in milliseconds, and the last answer as text
 */
export async function send({
  port,
  connections,
  seconds = Number.POSITIVE_INFINITY,
  next,
  sameAnswers = false,
}) {
  const run = { latencies: [], expected: 0, sameAnswers, last: Buffer.alloc(0) };
  const started = performance.now();
  const until = started + seconds * 1000;
  const more = () => (performance.now() < until ? next() : undefined);
  await Promise.all(Array.from({ length: connections }, () => talk(port, more, run)));
  return {
    units: run.latencies.length,
    seconds: (performance.now() - started) / 1000,
    latencies: run.latencies,
    last: run.last.toString('latin1'),
  };
}

/** Sends one request and returns its whole answer as text. */
export async function sendOne(port, request) {
  const requests = [request];
  return (await send({ port, connections: 1, next: () => requests.pop() })).last;
}

function talk(port, more, run) {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    let sentAt = 0;
    let waiting = false;
    let pending;
    const sendNext = () => {
      const bytes = more();
      waiting = bytes !== undefined;
      if (!waiting) return socket.end();
      sentAt = performance.now();
      socket.write(bytes);
    };
    socket.on('connect', sendNext);
    socket.on('error', reject);
    socket.on('close', () => (waiting ? reject(new Error('the server hung up')) : resolve()));
    socket.on('data', (data) => {
      pending = pending ? Buffer.concat([pending, data]) : data;
      const length = run.expected || answerLength(pending);
      if (pending.length < length || length === 0) return;
      if (pending.length > length || pending.compare(GOOD, 0, GOOD.length, 0, GOOD.length) !== 0) {
        waiting = false;
        socket.destroy();
        reject(new Error(`unexpected answer: ${pending.toString('latin1', 0, 500)}`));
        return;
      }
      if (run.sameAnswers) run.expected = length;
      run.last = pending;
      pending = undefined;
      run.latencies.push(performance.now() - sentAt);
      sendNext();
    });
  });
}

/** Length of the answer whose beginning is given; 0 while its head is not complete. */
function answerLength(bytes) {
  const head = bytes.indexOf(HEAD_END);
  if (head < 0) return 0;
  const length = /\ncontent-length: *(\d+)/i.exec(bytes.latin1Slice(0, head + 2))?.[1];
  if (length === undefined) throw new Error('an answer without content-length');
  return head + HEAD_END.length + Number(length);
}
