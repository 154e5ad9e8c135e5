import { createServer } from 'node:http';
import { answerMessages } from './programs.mjs';

// The ceiling of `stream`: bare node:http. A viewer is its socket in a set; an update is one buffer written to each, past
// the response object, which would only add work. It sends our heartbeats too.

const HEARTBEAT = Buffer.from(':\n\n');
const HEARTBEAT_MS = 15_000;
const sockets = new Set();

answerMessages(async ({ listen, publish }) => {
  if (publish) {
    const bytes = Buffer.from(publish, 'base64');
    for (const socket of sockets) socket.write(bytes);
    return true;
  }
  const { headers, beginning } = listen;
  const bytes = Buffer.from(beginning, 'base64');
  const server = createServer((_request, response) => {
    const { socket } = response;
    response.removeHeader('transfer-encoding');
    response.writeHead(200, headers);
    response.flushHeaders();
    socket.write(bytes);
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  setInterval(() => {
    for (const socket of sockets) socket.write(HEARTBEAT);
  }, HEARTBEAT_MS);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port };
});
