import { In } from 'typeorm';
import { Database } from '../../dist/platform/database/database.js';
import { Receipt } from '../../dist/receipts/receipt.entity.js';
import { ReceiptCodes } from '../../dist/receipts/receipt-codes.service.js';
import { ReceiptNames } from '../../dist/receipts/receipt-names.service.js';
import { ReceiptPages } from '../../dist/receipts/receipt-pages.service.js';
import { ReceiptsJobs } from '../../dist/receipts/receipts.jobs.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';

// Our side of `receipts`: the room's own subscriber gives numbers in its batches; then the pages are drawn, kept as
// files and noted in the database, in the batches and by the calls with which a worker prepares the mails. The latency
// of a page is that of its batch.

const rooms = await openRooms(process.env);
const database = rooms.get(Database);
const pages = rooms.get(ReceiptPages);
const named = (wanted) => rooms.get(ReceiptsJobs).subscribers.find(({ name }) => name === wanted);
const [issue, mail] = [named('receipts.issue'), named('receipts.mail')];

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
  const latencies = [];
  for (let at = 0; at < issued.length; at += mail.batch) {
    const before = performance.now();
    const ids = issued.slice(at, at + mail.batch).map(({ id }) => id);
    await database.inTransaction(async (tx) => {
      const receipts = await tx.find(Receipt, { where: { id: In(ids) }, order: { id: 'ASC' } });
      await pages.keep(tx, await pages.prepare(receipts));
    });
    latencies.push(performance.now() - before);
  }
  const seconds = (performance.now() - started) / 1000;
  return { units: issued.length, seconds, latencies, contents: await contentsOf(issued) };
});

/** What each page says, and the hash of the kept file: for the other side and for the comparison, outside the time. */
async function contentsOf(issued) {
  const [codes, names] = [rooms.get(ReceiptCodes), rooms.get(ReceiptNames)];
  const contents = [];
  for (const { id } of issued) {
    const receipt = await database.read.findOneByOrFail(Receipt, { id });
    const [file] = await database.rows('SELECT sha256 FROM stored_file WHERE id = ?', [receipt.pdfFileId]);
    const content = { ...receipt.snapshot, donor: names.donorOf(receipt), code: codes.codeOf(id) };
    contents.push({ content, sha256: file.sha256 });
  }
  return contents;
}
