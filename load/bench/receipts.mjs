// npm run bench -- receipts: number, snapshot, PDF, stored as file and rows, by the receipts room on one core, against
// bare pdfkit drawing the same pages with the same fonts on the same core.
import { DonorDetails } from '../../dist/donations/donor-details.service.js';
import { bookGifts, openBooks } from './books.mjs';
import { canPin, pin, SERVER_CORE, startSide, withCpuOf } from './programs.mjs';
import { alternate, cpuPerUnit, verdict } from './rounds.mjs';
import { databaseProcess, LOGS, openDatabase, options, query, say, settings } from './stage.mjs';

/** A round of N seconds has so many times N receipts. */
const A_SECOND = 200;
const { seconds } = options(3);
const count = Math.round(seconds * A_SECOND);

const database = await openDatabase('ours');
const environment = settings(database);
const { rooms, books } = await openBooks(environment, 20);
const details = rooms.get(DonorDetails);
/** Other people in every round: nothing that a page says of its gift has been drawn before. */
const GIVEN = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰春梅建国';
let people = 0;
const sealName = (donationId, name) => {
  const n = people++;
  const given = GIVEN[n % GIVEN.length] + GIVEN[Math.floor(n / GIVEN.length) % GIVEN.length];
  return details.sealName(donationId, name.slice(0, 1) + given);
};
/** Gifts of one round, booked by intake before the clock runs. */
const booked = () => bookGifts(rooms, database, books, count, { sealName });

const mine = await startSide('receipts-ours.mjs', { env: environment, logs: LOGS });
const plain = await startSide('ceiling-receipts.mjs', { logs: LOGS });
for (const { pid } of [mine, plain]) pin(pid, SERVER_CORE);

say(`${count} receipts a round`);
const server = await databaseProcess();
/** What our side issued last, with the hashes of its files: the ceiling draws the same pages. */
let last = [];
const issue = async () => {
  const donations = await booked();
  const told = { organizationId: books.organizationId, donations };
  const { contents, ...result } = await withCpuOf(mine.pid, () => mine.ask(told), server);
  last = contents;
  return result;
};
await issue();
const differing = [];
let bytes = 0;
const results = await alternate({
  ours: issue,
  ceiling: async () => {
    const contents = last.map(({ content }) => content);
    const result = await withCpuOf(plain.pid, () =>
      plain.ask({ contents, publicUrl: environment.PUBLIC_URL }),
    );
    bytes = result.bytes;
    result.sha256.forEach((sha256, n) => {
      if (sha256 !== last[n].sha256) differing.push(`page ${last[n].content.number} has other bytes`);
    });
    return result;
  },
  say,
});
await Promise.all([mine.stop(), plain.stop()]);

const [{ n, least, most, kept }] = await query(
  database.ownerUrl,
  'SELECT COUNT(*) AS n, MIN(no) AS least, MAX(no) AS most, COUNT(pdf_file_id) AS kept FROM receipt',
);
if (least !== 1 || Number(most) !== Number(n) || kept !== n)
  differing.push(`${n} receipts, numbers ${least} to ${most}, ${kept} pages kept`);
await rooms.close();

console.log(
  JSON.stringify(
    verdict('receipts', results, {
      floor: 0.5,
      goal: 0.8,
      ceilingEarlier: 278,
      agree: differing.length === 0,
      receipts: Number(n),
      page_bytes: bytes,
      pinned: canPin,
      cpu_us: cpuPerUnit(results),
      ...(differing.length > 0 ? { differing: differing.slice(0, 5) } : {}),
    }),
  ),
);
