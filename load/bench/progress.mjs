// npm run bench -- progress: GET …/progress through the whole web process, against a bare Fastify that returns the same
// bytes under the same headers. Both servers run on one core, the sender on the other.
import { canPin, pin, SENDER_CORE, SERVER_CORE, startSide, startWeb, withCpuOf } from './programs.mjs';
import { buildProjects, openRooms } from './rooms.mjs';
import { alternate, cpuPerUnit, verdict } from './rounds.mjs';
import { send, sendOne } from './sender.mjs';
import { LOGS, openDatabase, options, say, settings } from './stage.mjs';

const CONNECTIONS = 64;
const WARM_UP = { answers: 50_000, seconds: 20 };
const { seconds } = options(4);

const database = await openDatabase('ours');
const environment = settings(database);
const rooms = await openRooms(environment);
const { projects } = await buildProjects(rooms, 20);
await rooms.close();

const url = `/api/v1/projects/${projects[7].slug}/progress`;
const request = Buffer.from(`GET ${url} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: application/json\r\n\r\n`);
const web = await startWeb(environment, LOGS);
const answer = parts(await sendOne(web.port, request));
const ceiling = await startSide('ceiling-progress.mjs', { logs: LOGS });
const { port } = await ceiling.ask({
  url: '/api/v1/projects/:slug/progress',
  headers: answer.own,
  body: Buffer.from(answer.body).toString('base64'),
  keepAliveSeconds: answer.keepAliveSeconds,
});
for (const { pid } of [web, ceiling]) pin(pid, SERVER_CORE);
pin(process.pid, SENDER_CORE);

say(`GET ${url}, ${answer.body.length} bytes of body, ${CONNECTIONS} connections, ${seconds} s a round`);
const differing = [];
const side = (name, pid, at) => async (round) => {
  // The first round warms the server's compilers: it takes as long as so many answers take, within reason.
  let left = round === 0 ? WARM_UP.answers : Number.POSITIVE_INFINITY;
  const duration = round === 0 ? WARM_UP.seconds : seconds;
  const next = () => (left-- > 0 ? request : undefined);
  const result = await withCpuOf(pid, () =>
    send({ port: at, connections: CONNECTIONS, seconds: duration, next, sameAnswers: true }),
  );
  if (parts(result.last).text !== answer.text) differing.push(`${name}: ${result.last}`);
  return result;
};
const results = await alternate({
  ours: side('ours', web.pid, web.port),
  ceiling: side('ceiling', ceiling.pid, port),
  say,
});
await Promise.all([web.stop(), ceiling.stop()]);

const share = (list) => Math.max(...list.map((each) => (each.cpuSeconds ?? 0) / each.seconds)).toFixed(2);
console.log(
  JSON.stringify(
    verdict('progress', results, {
      floor: 0.6,
      goal: 0.85,
      agree: differing.length === 0,
      server_cores: { ours: Number(share(results.ours)), ceiling: Number(share(results.ceiling)) },
      cpu_us: cpuPerUnit(results),
      pinned: canPin,
      ...(differing.length > 0 ? { differing: differing[0] } : {}),
    }),
  ),
);

/** An answer taken apart: what the application set itself, and the text that must be equal: all but the date. */
function parts(text) {
  const [head, ...rest] = text.split('\r\n\r\n');
  const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
  const lines = head.split('\r\n').slice(1);
  const headers = lines.map((line) => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  const sockets = ['date', 'connection', 'keep-alive', 'content-length'];
  return {
    body,
    own: Object.fromEntries(headers.filter(([name]) => !sockets.includes(name))),
    keepAliveSeconds: Number(/timeout=(\d+)/.exec(head)?.[1] ?? 5),
    text: [
      ...headers
        .filter(([name]) => name !== 'date')
        .map(String)
        .sort(),
      body.toString('latin1'),
    ].join('\n'),
  };
}
