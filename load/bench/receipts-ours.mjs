import { Database } from '../../dist/platform/database/database.js';
import { Receipt } from '../../dist/receipts/receipt.entity.js';
import { ReceiptCodes } from '../../dist/receipts/receipt-codes.service.js';
import { ReceiptsJobs } from '../../dist/receipts/receipts.jobs.js';
import { Receipts } from '../../dist/receipts/receipts.service.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';

// Our side of `receipts`: the room's own subscriber gives numbers in its batches; then each page is drawn, kept as a
// file and noted in the database, as many at a time as a worker does mails.

const AT_ONCE = 4;
const rooms = await openRooms(process.env);
const database = rooms.get(Database);
const receipts = rooms.get(Receipts);
const issue = rooms.get(ReceiptsJobs).subscribers.find(({ name }) => name === 'receipts.issue');

answerMessages(async ({ organizationId, donations }) => {
  const started = performance.now();
  const tasks = donations.map((ref) => ({ kind: issue.on, organizationId, ref }));
  for (let at = 0; at < tasks.length; at += issue.batch) {
    const some = tasks.slice(at, at + issue.batch);
    await database.inTransaction((tx) => issue.handle(tx, some));
  }
  const issued = await database.rows(
    'SELECT receipt_id AS id FROM receipt_item WHERE live_donation_id IN (?) ORDER BY receipt_id',
    [donations],
  );
  const waiting = [...issued];
  const latencies = [];
  const drawOne = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const before = performance.now();
      await receipts.pdf(next.id);
      latencies.push(performance.now() - before);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, drawOne));
  const seconds = (performance.now() - started) / 1000;
  return { units: issued.length, seconds, latencies, contents: await contentsOf(issued) };
});

/** What each page says, and the hash of the kept file: for the other side and for the comparison, outside the time. */
async function contentsOf(issued) {
  const codes = rooms.get(ReceiptCodes);
  const contents = [];
  for (const { id } of issued) {
    const receipt = await database.read.findOneByOrFail(Receipt, { id });
    const [file] = await database.rows('SELECT sha256 FROM stored_file WHERE id = ?', [receipt.pdfFileId]);
    const content = { ...receipt.snapshot, donor: receipts.donorOf(receipt), code: codes.codeOf(id) };
    contents.push({ content, sha256: file.sha256 });
  }
  return contents;
}
