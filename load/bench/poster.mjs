import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';

/**
 * Sends HTTP requests over `connections` kept-open sockets, one at a time on each, for `seconds`; built on bare
 * sockets so that the sender takes as little of the two cores as it can. `next()` returns the bytes of the next
 * request, or undefined when there are no more. Anything but a 200 ends the run with an error.
 */
export async function post({ port, connections, seconds, next }) {
  const latencies = [];
  const started = performance.now();
  const until = started + seconds * 1000;
  let units = 0;
  await Promise.all(
    Array.from(
      { length: connections },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect({ port, host: '127.0.0.1', noDelay: true });
          let sentAt = 0;
          let pending = '';
          const send = () => {
            const bytes = performance.now() < until ? next() : undefined;
            if (!bytes) return socket.end();
            sentAt = performance.now();
            socket.write(bytes);
          };
          socket.on('connect', send);
          socket.on('error', reject);
          socket.on('close', resolve);
          socket.on('data', (data) => {
            pending += data.latin1Slice();
            const head = pending.indexOf('\r\n\r\n');
            if (head < 0) return;
            const length = Number(/content-length: *(\d+)/i.exec(pending)?.[1] ?? 0);
            if (pending.length < head + 4 + length) return;
            if (!pending.startsWith('HTTP/1.1 200')) return reject(new Error(pending.slice(0, 300)));
            pending = '';
            units++;
            latencies.push(performance.now() - sentAt);
            send();
          });
        }),
    ),
  );
  return { units, seconds: (performance.now() - started) / 1000, latencies };
}
