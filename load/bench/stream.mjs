// npm run bench -- stream: 10,000 viewers of one project's live stream on one web process, and one update after the other,
// against a bare node:http that holds as many viewers and sends them the same bytes. Both servers run on one core, the
// viewers on the other. An update begins, for ours, with the doorbell after its commit: reading the new numbers counts.
import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { canPin, pin, SENDER_CORE, SERVER_CORE, startSide, startWeb, withCpuOf } from './programs.mjs';
import { buildProjects, openRooms } from './rooms.mjs';
import { alternate, cpuPerUnit, verdict } from './rounds.mjs';
import { LOGS, openDatabase, options, query, say, settings } from './stage.mjs';

const VIEWERS = 10_000;
const KB_MOST = 20;
const P99_MOST_MS = 500;
/** Long enough for both to have put away what opening the viewers left behind. */
const REST_MS = 3_000;
const { seconds } = options(3);

const files = Number(
  /^Max open files +\d+ +(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8'))?.[1] ?? 0,
);
if (files < VIEWERS + 500)
  throw new Error(
    `${VIEWERS} viewers need ${VIEWERS + 500} open files a process, the hard limit here is ${files}: raise it ("ulimit -Hn 20000" as root, or LimitNOFILE)`,
  );

const database = await openDatabase('ours');
const environment = {
  ...settings(database),
  STREAM_VIEWERS_MAX: String(VIEWERS + 100),
  STREAM_VIEWERS_PER_ADDRESS: String(VIEWERS + 100),
};
const rooms = await openRooms(environment);
const { organizationId, projects } = await buildProjects(rooms, 20);
await rooms.close();
const project = projects[7];
await query(
  database.ownerUrl,
  `INSERT INTO project_progress (project_id, organization_id, raised, refunded, donations, donors, ledger_seq, as_of, updated_seq)
   VALUES (?, ?, 100000000, 0, 1000, 900, 1000, '2026-11-24 07:00:00', 1000)`,
  [project.id, organizationId],
);

const path = `/api/v1/projects/${project.slug}/stream`;
const web = await startWeb(environment, LOGS);
const ceiling = await startSide('ceiling-stream.mjs', { logs: LOGS });
const [ourViewers, theirViewers] = [
  await startSide('stream-viewers.mjs', { logs: LOGS }),
  await startSide('stream-viewers.mjs', { logs: LOGS }),
];
for (const { pid } of [web, ceiling]) pin(pid, SERVER_CORE);
for (const { pid } of [ourViewers, theirViewers]) pin(pid, SENDER_CORE);
pin(process.pid, SENDER_CORE);

// One viewer tells what an answer looks like; the ceiling answers the same.
const [probe] = await opened(ourViewers, web.port, 1);
await ourViewers.ask({ close: true });
const { port } = await ceiling.ask({ listen: { headers: probe.headers, beginning: base64(probe.body) } });

const before = { ours: rss(web.pid), ceiling: rss(ceiling.pid) };
const [ourFirst, ourSame] = await opened(ourViewers, web.port, VIEWERS);
const [theirFirst, theirSame] = await opened(theirViewers, port, VIEWERS);
await sleep(REST_MS);
const kilobytes = (side, pid) => Number(((rss(pid) - before[side]) / VIEWERS / 1000).toFixed(2));
const openKb = { ours: kilobytes('ours', web.pid), ceiling: kilobytes('ceiling', ceiling.pid) };
say(`${VIEWERS} viewers each on GET ${path}; kB a viewer: ours ${openKb.ours}, ceiling ${openKb.ceiling}`);

const redis = new Redis(environment.REDIS_URL);
const state = { ours: eventAfter(probe.body), ceiling: eventAfter(probe.body) };
const received = { ours: 0, ceiling: 0 };
const updates = { ours: 0, ceiling: 0 };
const differing = [];
if (!ourSame || !theirSame || ourFirst.text !== theirFirst.text)
  differing.push(`beginnings: ${ourFirst.text} / ${theirFirst.text}`);

const publish = {
  async ours() {
    await query(
      database.ownerUrl,
      `UPDATE project_progress SET raised = raised + 100, donations = donations + 1, ledger_seq = ledger_seq + 1,
              updated_seq = updated_seq + 1 WHERE project_id = ?`,
      [project.id],
    );
    return () => redis.publish(`${environment.REDIS_PREFIX}:bell:progress.changed`, '');
  },
  async ceiling(event) {
    return () => ceiling.ask({ publish: base64(event) });
  },
};

const side = (name, pid, viewers) => async () => {
  const latencies = [];
  let spent = 0;
  const result = await withCpuOf(pid, async () => {
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      const event = state[name].next();
      await viewers.ask({ arm: { event: base64(event) } });
      const go = await publish[name](event);
      const begun = performance.timeOrigin + performance.now();
      await go();
      const { moments, bytes, wrong } = await viewers.ask({ wait: true });
      if (wrong) differing.push(`${name}: ${wrong}`);
      received[name] += bytes;
      updates[name] += 1;
      for (const moment of moments) latencies.push(moment - begun);
      spent += (moments.at(-1) - begun) / 1000;
    }
    return { units: latencies.length, seconds: spent };
  });
  return { ...result, latencies };
};
const results = await alternate({
  ours: side('ours', web.pid, ourViewers),
  ceiling: side('ceiling', ceiling.pid, theirViewers),
  say,
});
const kb = {
  ours: Math.max(openKb.ours, kilobytes('ours', web.pid)),
  ceiling: Math.max(openKb.ceiling, kilobytes('ceiling', ceiling.pid)),
};
const bytesEach = { ours: received.ours / updates.ours, ceiling: received.ceiling / updates.ceiling };
redis.disconnect();
await Promise.all([ourViewers, theirViewers].map((each) => each.ask({ close: true })));
await Promise.all([web, ceiling, ourViewers, theirViewers].map((each) => each.stop()));

const result = verdict('stream', results, {
  floor: 0.8,
  goal: 0.8,
  p99Most: P99_MOST_MS,
  agree: differing.length === 0 && bytesEach.ours === bytesEach.ceiling,
  viewers: VIEWERS,
  updates,
  bytes_an_update: bytesEach,
  kb_a_viewer: kb,
  kb_after_opening: openKb,
  cpu_us: cpuPerUnit(results),
  pinned: canPin,
  ...(differing.length > 0 ? { differing: differing[0] } : {}),
});
if (kb.ours > KB_MOST) {
  result.pass = false;
  result.misses = [...(result.misses ?? []), `a viewer takes more than ${KB_MOST} kB`];
}
console.log(JSON.stringify(result));

/** Opens viewers and takes the first one's answer apart. */
async function opened(viewers, at, count) {
  const { first, same } = await viewers.ask({ open: { port: at, path, count } });
  const [head, body] = first.split('\r\n\r\n');
  const headers = Object.fromEntries(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)])
      .filter(([name]) => name !== 'date'),
  );
  return [{ headers, body, text: first.replace(/^date:.*\r\n/im, '') }, same];
}

/** The events that follow a beginning, each a gift of one yuan later. */
function eventAfter(body) {
  const answer = JSON.parse(/^data: (.*)$/m.exec(body)[1]);
  return {
    next() {
      answer.raised = String(BigInt(answer.raised) + 100n);
      answer.donations += 1;
      answer.ledger_seq += 1;
      return Buffer.from(`id: ${answer.ledger_seq}-${answer.version}\ndata: ${JSON.stringify(answer)}\n\n`);
    },
  };
}

function base64(bytes) {
  return Buffer.from(bytes).toString('base64');
}

/** Bytes of memory that a process holds. */
function rss(pid) {
  return Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
}
