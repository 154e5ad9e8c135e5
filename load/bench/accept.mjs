// npm run bench -- accept: signed events over 64 connections into the real web process's durable inbox, against a bare
// node:http server that verifies the same signature and inserts the same rows into the same table of another database.
import { startSide, startWeb, withCpuOf } from './programs.mjs';
import { buildProjects, openRooms } from './rooms.mjs';
import { alternate, cpuPerUnit, ROUNDS, verdict } from './rounds.mjs';
import { send } from './sender.mjs';
import { signedRequest, succeededEvent } from './signed-events.mjs';
import {
  databaseProcess,
  differences,
  LOGS,
  openDatabase,
  options,
  query,
  SECRET,
  say,
  settings,
} from './stage.mjs';

const CONNECTIONS = 64;
/** About what a ceiling takes in a second: a round of N seconds has so many times N events. */
const A_SECOND = 6_000;
const PATH = '/webhooks/stripe/main';

const { seconds } = options(3);
const count = Math.round(seconds * A_SECOND);
const [ours, other] = [await openDatabase('ours'), await openDatabase('ceiling')];
const environment = settings(ours);
const rooms = await openRooms(environment);
await buildProjects(rooms, 1);
await rooms.close();

const web = await startWeb(environment, LOGS);
const ceiling = await startSide('ceiling-accept.mjs', { logs: LOGS });
const { port } = await ceiling.ask({ url: other.ownerUrl, secret: SECRET });

const server = await databaseProcess();
/** Each round both sides get the same events. They are made and signed beforehand: the sender only sends. */
let prepared = { round: -1, requests: [] };
let bytes = 0;
function requestsOf(round) {
  if (prepared.round !== round) {
    const requests = Array.from({ length: count }, (_, n) => {
      const { body } = succeededEvent({ attempt: `attempt${round}x${n}`, amount: 1_000 + n });
      bytes = body.length;
      return signedRequest(body, PATH, SECRET);
    });
    prepared = { round, requests };
  }
  return prepared.requests;
}

say(`POST ${PATH}, ${CONNECTIONS} connections, ${count} events a round`);
const side = (pid, at) => (round) => {
  const requests = requestsOf(round);
  let sent = 0;
  return withCpuOf(
    pid,
    () => send({ port: at, connections: CONNECTIONS, next: () => requests[sent++], sameAnswers: true }),
    server,
  );
};
const measured = await alternate({ ours: side(web.pid, web.port), ceiling: side(ceiling.pid, port), say });
await Promise.all([web.stop(), ceiling.stop()]);

const differing = await differences(ours, other, {
  'accepted rows': {
    columns: [
      'provider',
      'account',
      'event_id',
      'type',
      'HEX(body_sha256)',
      'SHA2(body, 256)',
      'headers',
      'state',
    ],
    from: 'provider_event',
  },
});
const [{ n: rows }] = await query(ours.ownerUrl, 'SELECT COUNT(*) AS n FROM provider_event');
if (Number(rows) !== count * (ROUNDS + 1)) differing.push(`${rows} rows of ${count * (ROUNDS + 1)} events`);

// Here the database does half the work: processor time of the two processes alone would say nothing.
const walls = (list) => list.map(({ cpuSeconds: _, ...rest }) => rest);
console.log(
  JSON.stringify(
    verdict(
      'accept',
      { ours: walls(measured.ours), ceiling: walls(measured.ceiling) },
      {
        floor: 0.6,
        goal: 0.8,
        p99Goal_ms: 150,
        ceilingEarlier: 6_455,
        agree: differing.length === 0,
        rows: Number(rows),
        event_bytes: bytes,
        cpu_us: cpuPerUnit(measured),
        ...(differing.length > 0 ? { differing } : {}),
      },
    ),
  ),
);
