import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import mysql from 'mysql2';
import { answerMessages } from './programs.mjs';

// The ceiling of `accept`: bare node:http, one HMAC, and multi-row inserts of at most 100 rows, two in flight.
// It knows nothing of accounts, limits, headers or conflicts: as fast as its author can make the durable part.

const ROWS_MAX = 100;
const IN_FLIGHT_MAX = 2;
const HEAD = { 'content-type': 'application/json', 'content-length': '17' };

answerMessages(async ({ url, secret }) => {
  const pool = mysql.createPool({ uri: url, connectionLimit: IN_FLIGHT_MAX, timezone: 'Z' });
  const waiting = [];
  let inFlight = 0;
  let scheduled = false;

  function schedule() {
    if (scheduled || inFlight >= IN_FLIGHT_MAX || waiting.length === 0) return;
    scheduled = true;
    // One turn of the event loop: what was read from the sockets together is written together.
    setImmediate(flush);
  }

  function flush() {
    scheduled = false;
    const batch = waiting.splice(0, ROWS_MAX);
    inFlight++;
    const now = new Date();
    const rows = batch.map(({ id, type, body, sha256, evidence }) => [
      'stripe',
      'main',
      id,
      type,
      body,
      sha256,
      evidence,
      now,
      now,
    ]);
    pool.query(
      'INSERT INTO provider_event (provider, account, event_id, type, body, body_sha256, headers, received_at, next_at) VALUES ?',
      [rows],
      (error) => {
        inFlight--;
        if (error) console.error(error);
        for (const { answer } of batch) answer.writeHead(error ? 503 : 200, HEAD).end('{"received":true}');
        schedule();
      },
    );
    schedule();
  }

  const server = createServer((request, answer) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      const body = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
      const signature = request.headers['stripe-signature'] ?? '';
      const [, t, v1] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      const right = t && createHmac('sha256', secret).update(`${t}.`).update(body).digest();
      if (!right || !timingSafeEqual(right, Buffer.from(v1, 'hex'))) {
        answer.writeHead(400).end();
        return;
      }
      const { id, type } = JSON.parse(body);
      const sha256 = createHash('sha256').update(body).digest();
      waiting.push({
        id,
        type,
        body,
        sha256,
        evidence: JSON.stringify({ 'stripe-signature': signature }),
        answer,
      });
      schedule();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: server.address().port };
});
