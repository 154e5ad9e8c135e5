import { connect, createServer } from 'node:net';

const COM_QUERY = 3;
const HEADER = 4;
/** Bytes in which the words that we look for must stand; some servers get two more bytes before the text. */
const HEAD = 80;
const COMMIT = /^.{0,2}COMMIT$/s;
const ACCEPT = /^.{0,2}INSERT IGNORE INTO provider_event/s;

/** Whether these bytes begin a command that makes something durable: COMMIT, or an insert that commits by itself. */
export function commits(bytes) {
  if (bytes.length <= HEADER + 1 || bytes[HEADER - 1] !== 0 || bytes[HEADER] !== COM_QUERY) return false;
  const said = bytes.toString('latin1', HEADER + 1, HEADER + 1 + HEAD);
  return COMMIT.test(said) || ACCEPT.test(said);
}

/**
 * A TCP proxy between the application and MariaDB that cuts connections where it hurts most. `unanswered`: the
 * command is carried out and its answer never arrives; `lost`: the command never reaches the server. The application
 * sees the same broken connection in both cases and must find out by itself.
 */
export class CommitProxy {
  /** How many connections were cut, by fate. */
  cut = { unanswered: 0, lost: 0 };
  #fates = [];
  #sockets = new Set();
  #server = createServer((client) => this.#join(client));

  constructor(target) {
    this.target = target;
  }

  /** @returns the port that the application is to be given */
  listen(port = 0) {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve(this.#server.address().port));
    });
  }

  /** The next commits meet these fates, one each, whoever makes them. */
  arm(...fates) {
    this.#fates.push(...fates);
  }

  /** What was armed and not met is forgotten. */
  disarm() {
    this.#fates.length = 0;
  }

  async close() {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #join(client) {
    const server = connect(this.target, '127.0.0.1');
    let doomed = false;
    const cut = (fate) => {
      this.cut[fate] += 1;
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    client.on('data', (bytes) => {
      const fate = !doomed && this.#fates.length > 0 && commits(bytes) ? this.#fates.shift() : undefined;
      if (fate === 'lost') return cut(fate);
      doomed ||= fate === 'unanswered';
      forward(bytes, client, server);
    });
    // The server answers when the work is done: what comes now is the answer that must not arrive.
    server.on('data', (bytes) => (doomed ? cut('unanswered') : forward(bytes, server, client)));
  }
}

function forward(bytes, from, to) {
  if (to.write(bytes)) return;
  from.pause();
  to.once('drain', () => from.resume());
}
