// npm run bench -- pages: a project's page, rendered anew for each request by the whole web process, the requests going
// round 600 projects; against preact-render-to-string alone with the same component and the same props. Projects,
// numbers and lists of gifts are in the web process's memory, as in production (the progress feed keeps them true). No
// page is kept, but parts that follow from a project's reading alone (head lines, story, lists) are, until the reading
// changes; `whole` is the figure with KEEP_PAGE_PARTS=0, when all HTML is drawn for each request. Beside them: every
// request for the same project (`cached`), and how many statements a page costs.
import { bookGifts, openBooks } from './books.mjs';
import { canPin, pin, SENDER_CORE, SERVER_CORE, startSide, startWeb, withCpuOf } from './programs.mjs';
import { alternate, cpuPerUnit, median, ROUNDS, verdict } from './rounds.mjs';
import { send, sendOne } from './sender.mjs';
import { LOGS, openDatabase, options, say, settings, statementsSoFar } from './stage.mjs';

const CONNECTIONS = 16;
const PROJECTS = 600;
const LOCALE = 'zh-CN';
const { seconds } = options(3);

const database = await openDatabase('ours');
const environment = settings(database);
const { rooms, books } = await openBooks(environment, PROJECTS);
await bookGifts(rooms, database, books, PROJECTS * 10);
await rooms.close();

const slugs = books.projects.map(({ slug }) => slug);
const requests = slugs.map((slug) =>
  Buffer.from(
    `GET /projects/${slug} HTTP/1.1\r\nHost: give.example.org\r\nAccept: text/html\r\nAccept-Language: ${LOCALE}\r\n\r\n`,
  ),
);
const web = await startWeb(environment, LOGS);
const drawing = await startWeb({ ...environment, KEEP_PAGE_PARTS: '0' }, LOGS);
const plain = await startSide('ceiling-pages.mjs', { env: environment, logs: LOGS });

// Both sides go round the same pages, each of which is compared.
const { html } = await plain.ask({ slugs, locale: LOCALE });
const differing = [];
for (const [n, expected] of html.entries()) {
  const last = await sendOne(web.port, requests[n]);
  const body = Buffer.from(last.slice(last.indexOf('\r\n\r\n') + 4), 'latin1').toString();
  if (withoutKey(body) !== withoutKey(expected)) differing.push(slugs[n]);
}

for (const { pid } of [web, drawing, plain]) pin(pid, SERVER_CORE);
pin(process.pid, SENDER_CORE);
say(`${html[0].length} characters a page, ${PROJECTS} projects, ${CONNECTIONS} connections`);
let sent = 0;
const uncached = () => requests[sent++ % requests.length];
const remembered = () => requests[0];
const through = (next, duration = seconds) =>
  withCpuOf(web.pid, () => send({ port: web.port, connections: CONNECTIONS, seconds: duration, next }));
const wholly = (next, duration) =>
  send({ port: drawing.port, connections: CONNECTIONS, seconds: duration, next });
// The first round warms the compilers of both sides: it takes as long as so many pages take, within reason.
const WARM_UP = { pages: 5_000, seconds: 30 };
const warming = () => (sent < WARM_UP.pages ? uncached() : undefined);
let statements = 0;
const results = await alternate({
  ours: async (round) => {
    const before = await statementsSoFar();
    const result = await (round === 0 ? through(warming, WARM_UP.seconds) : through(uncached));
    // Asking for the number is a statement too, and opens a connection.
    statements = ((await statementsSoFar()) - before) / result.units;
    return result;
  },
  ceiling: (round) => withCpuOf(plain.pid, () => plain.ask({ seconds: round === 0 ? 3 * seconds : seconds })),
  say,
});
const cached = [];
const whole = [];
await wholly(uncached, 3 * seconds);
for (let round = 0; round < ROUNDS; round++) {
  const { units, seconds: took } = await through(remembered, seconds / 2);
  cached.push(units / took);
  const drawn = await wholly(uncached, seconds / 2);
  whole.push(drawn.units / drawn.seconds);
}
say(`  one page for all: ${median(cached).toFixed(0)}/s, all HTML drawn anew: ${median(whole).toFixed(0)}/s`);
await Promise.all([web.stop(), drawing.stop(), plain.stop()]);

const said = verdict('pages', results, {
  floor: 0.5,
  goal: 0.6,
  agree: differing.length === 0,
  cached: Math.round(median(cached)),
  whole: Math.round(median(whole)),
  page_characters: html[0].length,
  statements_a_page: Number(statements.toFixed(2)),
  cpu_us: cpuPerUnit(results),
  pinned: canPin,
  ...(differing.length > 0 ? { differing: differing.slice(0, 5) } : {}),
});
console.log(JSON.stringify(said));

/** A form's key is random. */
function withoutKey(page) {
  return page.replace(/(name="form_key" value=")[^"]*/, '$1');
}
