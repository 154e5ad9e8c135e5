import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import mysql from 'mysql2';

// The ceiling of `accept`: bare node:http, one HMAC, and multi-row inserts of at most 100 rows, two in flight.
// It knows nothing of accounts, limits, headers or conflicts: as fast as its author can make the durable part.

const [url, secret] = process.argv.slice(2);
const pool = mysql.createPool({ uri: url, connectionLimit: 2, timezone: 'Z' });
const ROWS_MAX = 100;
let waiting = [];
let inFlight = 0;

function flush() {
  if (inFlight >= 2 || waiting.length === 0) return;
  const batch = waiting.slice(0, ROWS_MAX);
  waiting = waiting.slice(ROWS_MAX);
  inFlight++;
  const now = new Date();
  const rows = batch.map(({ id, type, body, sha256 }) => [
    'stripe',
    'main',
    id,
    type,
    body,
    sha256,
    '{}',
    now,
    now,
  ]);
  pool.query(
    'INSERT INTO provider_event (provider, account, event_id, type, body, body_sha256, headers, received_at, next_at) VALUES ?',
    [rows],
    (error) => {
      inFlight--;
      for (const { answer } of batch) {
        answer.writeHead(error ? 503 : 200, { 'content-type': 'application/json', 'content-length': '17' });
        answer.end('{"received":true}');
      }
      flush();
    },
  );
}

const server = createServer((request, answer) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(request.headers['stripe-signature'] ?? '') ?? [];
    const right = createHmac('sha256', secret).update(`${t}.`).update(body).digest();
    if (!t || !timingSafeEqual(right, Buffer.from(v1, 'hex'))) {
      answer.writeHead(400).end();
      return;
    }
    const { id, type } = JSON.parse(body);
    waiting.push({ id, type, body, sha256: createHash('sha256').update(body).digest(), answer });
    if (inFlight < 2) setImmediate(flush);
  });
});
server.listen(0, '127.0.0.1', () =>
  process.stdout.write(`${JSON.stringify({ port: server.address().port })}\n`),
);
process.on('SIGTERM', () => process.exit(0));
