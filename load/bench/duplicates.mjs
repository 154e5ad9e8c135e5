// npm run bench -- duplicates: what it costs when a provider sends everything ten times. The real web process takes as
// many deliveries as in `accept`, over as many connections, once with every event sent once (the ceiling) and once with a
// tenth of those events, each sent ten times (ours). A unit is a delivery that was answered with 200, so the ratio is
// the rate of handled deliveries to the accept rate. The ten deliveries of an event come in any order between those of
// others: some meet in one batch, most find the event stored. Each is signed by itself, as a provider does.
import { startWeb, withCpuOf } from './programs.mjs';
import { buildProjects, openRooms } from './rooms.mjs';
import { alternate, cpuPerUnit, ROUNDS, verdict } from './rounds.mjs';
import { send } from './sender.mjs';
import { signedRequest, succeededEvent } from './signed-events.mjs';
import { databaseProcess, LOGS, openDatabase, options, query, SECRET, say, settings } from './stage.mjs';

const TIMES = 10;
const CONNECTIONS = 64;
/** About what the process takes in a second: a round of N seconds has so many times N deliveries. */
const A_SECOND = 5_000;
const PATH = '/webhooks/stripe/main';

const { seconds } = options(3);
const count = Math.ceil((seconds * A_SECOND) / TIMES) * TIMES;
const [tenfold, once] = [await openSide('ours'), await openSide('ceiling')];
const server = await databaseProcess();

say(`POST ${PATH}, ${CONNECTIONS} connections, ${count} deliveries a round`);
/** Each round has events of its own. The first tenth of them goes to both sides. */
let prepared = { round: -1, events: [] };
function eventsOf(round) {
  if (prepared.round !== round) {
    const events = Array.from(
      { length: count },
      (_, n) => succeededEvent({ attempt: `attempt${round}x${n}`, amount: 1_000 + n }).body,
    );
    prepared = { round, events };
  }
  return prepared.events;
}
const measured = await alternate({
  ours: (round) => {
    const some = eventsOf(round).slice(0, count / TIMES);
    return play(tenfold, shuffled(Array.from({ length: TIMES }, () => some).flat(), round));
  },
  ceiling: (round) => play(once, eventsOf(round)),
  say,
});
await Promise.all([tenfold.web.stop(), once.web.stop()]);

const differing = [];
const events = (count / TIMES) * (ROUNDS + 1);
await mustBe('rows of events sent ten times', `SELECT COUNT(*) AS n FROM ${rows(tenfold)}`, events);
await mustBe('rows of events sent once', `SELECT COUNT(*) AS n FROM ${rows(once)}`, events * TIMES);
await mustBe(
  'rows that say the same',
  `SELECT COUNT(*) AS n FROM ${rows(tenfold)} o JOIN ${rows(once)} c
     ON c.provider = o.provider AND c.account = o.account AND c.event_id = o.event_id
   WHERE o.type = c.type AND o.body = c.body AND o.body_sha256 = c.body_sha256 AND o.state = c.state
     AND o.body_sha256 = UNHEX(SHA2(o.body, 256))`,
  events,
);
await mustBe('conflicts', `SELECT COUNT(*) AS n FROM \`${tenfold.database.name}\`.inbox_conflict`, 0);

// Here the database does half the work: processor time of the two processes alone would say nothing.
const walls = (list) => list.map(({ cpuSeconds: _, ...rest }) => rest);
console.log(
  JSON.stringify(
    verdict(
      'duplicates',
      { ours: walls(measured.ours), ceiling: walls(measured.ceiling) },
      {
        floor: 0.7,
        goal: 0.7,
        agree: differing.length === 0,
        times: TIMES,
        deliveries: count * (ROUNDS + 1),
        events,
        cpu_us: cpuPerUnit(measured),
        ...(differing.length > 0 ? { differing } : {}),
      },
    ),
  ),
);

async function openSide(name) {
  const database = await openDatabase(name);
  const environment = settings(database);
  const rooms = await openRooms(environment);
  await buildProjects(rooms, 1);
  await rooms.close();
  return { database, web: await startWeb(environment, LOGS) };
}

function play({ web }, bodies) {
  const requests = bodies.map((body) => signedRequest(body, PATH, SECRET));
  let sent = 0;
  return withCpuOf(
    web.pid,
    () => send({ port: web.port, connections: CONNECTIONS, next: () => requests[sent++], sameAnswers: true }),
    server,
  );
}

/** The same order in every run: Fisher and Yates by a small generator of its own (Park and Miller). */
function shuffled(list, seed) {
  const order = [...list];
  let state = seed + 1;
  for (let last = order.length - 1; last > 0; last--) {
    state = (state * 48_271) % 0x7fffffff;
    const other = state % (last + 1);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

function rows({ database }) {
  return `\`${database.name}\`.provider_event`;
}

async function mustBe(what, sql, expected) {
  const [{ n }] = await query(tenfold.database.ownerUrl, sql);
  if (Number(n) !== expected) differing.push(`${what}: ${n} instead of ${expected}`);
}
