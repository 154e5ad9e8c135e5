// npm run bench -- receipts-drain [--seconds N]: so many booked gifts at once that their receipts take the workers about
// N seconds, every donor with an address; how fast real workers give the numbers, draw, keep and ask for the mails while
// they also send them (into a folder), and what the console's queue says meanwhile. Each receipt must have its number, its page and its one mail afterwards.
import { join } from 'node:path';
import { freePort } from '../../bin/lib/ports.mjs';
import { end, sleep } from '../../bin/lib/processes.mjs';
import { answersOk, launchProgram } from '../../bin/lib/programs.mjs';
import { DonorDetails } from '../../dist/donations/donor-details.service.js';
import { newId } from '../../dist/kernel/ids.js';
import { NumberingQueries } from '../../dist/receipts/numbering.queries.js';
import { bookGifts, openBooks } from './books.mjs';
import { cpuSeconds } from './programs.mjs';
import { LOGS, openDatabase, options, query, say, settings } from './stage.mjs';

const A_SECOND = 150;
const AT_ONCE = 1_000;
const WORKERS = 2;
const { seconds } = options(30);
const count = Math.round((seconds * A_SECOND) / AT_ONCE) * AT_ONCE || AT_ONCE;

const database = await openDatabase('ours');
const environment = settings(database);
const { rooms, books } = await openBooks(environment, 20);
const details = rooms.get(DonorDetails);
const { organizationId } = books;
const sealName = (donationId, name) => details.sealName(donationId, name);

say(`booking ${count} gifts`);
for (let at = 0; at < count; at += AT_ONCE) {
  const donations = await bookGifts(rooms, database, books, AT_ONCE, { sealName });
  const donors = donations.map((donation) => [newId(), donation]);
  await query(
    database.ownerUrl,
    'INSERT INTO donor (id, organization_id, mail_index, mail_encrypted, created_at) VALUES ?',
    [
      donors.map(([id, donation]) => {
        const address = `${donation}@example.org`;
        const sealed = details.sealMail(id, address);
        return [id, organizationId, details.mailIndex(organizationId, address), sealed, new Date()];
      }),
    ],
  );
  await query(
    database.ownerUrl,
    `UPDATE donation SET donor_id = CASE id ${donors.map(() => 'WHEN ? THEN ?').join(' ')} END WHERE id IN (?)`,
    [...donors.flatMap(([id, donation]) => [donation, id]), donations],
  );
}

const numbering = rooms.get(NumberingQueries);
const before = await numbering.queue(organizationId);
say(`the queue says: ${before.waiting} wait for a number`);
const workers = [];
for (let n = 1; n <= WORKERS; n++) {
  const [port, metrics] = [await freePort(), await freePort()];
  const { child } = await launchProgram({
    name: `worker-${n}`,
    logs: LOGS,
    script: join('dist', 'worker.js'),
    env: { ...environment, HEALTH_PORT: String(port), METRICS_PORT: String(metrics) },
    port,
    ready: () => answersOk(`http://127.0.0.1:${port}/health/live`),
  });
  workers.push(child);
}

const started = performance.now();
const passed = () => (performance.now() - started) / 1000;
const samples = [];
let numbered;
for (;;) {
  const { waiting, pages, dead, lastMinute, secondsLeft } = await numbering.queue(organizationId);
  const sample = { at: Number(passed().toFixed(1)), waiting, pages, dead, lastMinute, secondsLeft };
  samples.push(sample);
  say(`  ${JSON.stringify(sample)}`);
  if (waiting === 0) numbered ??= passed();
  if ((waiting === 0 && pages === 0) || dead > 0 || passed() > seconds * 10) break;
  await sleep(1_000);
}
const drained = passed();
const used = workers.map(({ pid }) => cpuSeconds(pid) ?? 0).reduce((sum, each) => sum + each, 0);
for (const { pid } of workers) await end(pid);

const [row] = await query(
  database.ownerUrl,
  `SELECT COUNT(*) AS n, MAX(no) AS last, COUNT(pdf_file_id) AS pages, COUNT(DISTINCT f.sha256) AS different,
          (SELECT COUNT(*) FROM mail_message WHERE dedupe_key LIKE 'receipt:%') AS mails
     FROM receipt r LEFT JOIN stored_file f ON f.id = r.pdf_file_id`,
);
await rooms.close();
const whole = [row.n, row.last, row.pages, row.different, row.mails].every((n) => Number(n) === count);
console.log(
  JSON.stringify({
    name: 'receipts-drain',
    receipts: count,
    workers: WORKERS,
    numbered_per_second: Math.round(count / numbered),
    drained_per_second: Math.round(count / drained),
    seconds: Number(drained.toFixed(1)),
    cpu_us: Math.round((used / count) * 1e6),
    queue: {
      before: before.waiting,
      samples: samples.length,
      most_pages: Math.max(...samples.map((s) => s.pages)),
    },
    agree: whole,
    pass: whole && before.waiting === count,
  }),
);
