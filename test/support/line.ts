import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** Stands between the app and its database, and can refuse or swallow everything. */
export class Line {
  private readonly sockets = new Set<Socket>();
  private server: Server;
  mode: 'open' | 'silent' = 'open';
  port = 0;

  async open(target: URL): Promise<void> {
    this.server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          this.sockets.delete(socket);
          near.destroy();
          far.destroy();
        });
      }
      near.on('data', (bytes) => this.mode === 'open' && far.write(bytes));
      far.on('data', (bytes) => this.mode === 'open' && near.write(bytes));
    });
    await new Promise<void>((done) => this.server.listen(this.port, '127.0.0.1', done));
    this.port = (this.server.address() as AddressInfo).port;
  }

  async cut(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((done) => this.server.close(done));
  }
}
