import 'reflect-metadata';
import { StatementFiles } from '../../dist/settlements/statement-files.service.js';
import { answerMessages } from './programs.mjs';
import { openRooms } from './rooms.mjs';
import { wechatBill } from './wechat-bill.mjs';

// Our side of `import`: the room's own reading, as the long work does it, of a bill that was uploaded before.

const SAMPLE_MS = 50;
const rooms = await openRooms(process.env);
const files = rooms.get(StatementFiles);

async function* pieces(bill) {
  for (const piece of wechatBill(bill)) yield Buffer.from(piece);
}

answerMessages(async ({ upload, read }) => {
  if (upload) {
    const { actor, bill, ...about } = upload;
    const day = { firstDay: bill.day, lastDay: bill.day };
    return files.upload(actor, { ...about, ...day, bill: 'trade', name: 'bill.csv', stream: pieces(bill) });
  }
  const before = process.memoryUsage.rss();
  let peak = before;
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, SAMPLE_MS);
  const started = performance.now();
  await files.read(read);
  const seconds = (performance.now() - started) / 1000;
  clearInterval(sampling);
  return { seconds, before, peak };
});
