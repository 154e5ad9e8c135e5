import { createServer } from 'node:net';
import { sleep } from './processes.mjs';
import { Stop } from './progress.mjs';

/** True when nothing listens on 127.0.0.1:port and we may. */
export function isFree(port, host = '127.0.0.1') {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve(true)));
  });
}

/** A free port: the preferred one when nobody has it, else one that the kernel picks. */
export async function freePort(preferred, host = '127.0.0.1') {
  if (preferred && (await isFree(preferred, host))) return preferred;
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ port: 0, host }, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/** This port and no other, because its address is already known to others: waits 5 s for it to become free. */
export async function samePort(port) {
  for (let wait = 0; wait < 100; wait++) {
    if (await isFree(port)) return port;
    await sleep(50);
  }
  throw new Stop(`Port ${port} was taken by another program.`);
}
