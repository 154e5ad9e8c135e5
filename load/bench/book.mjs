// npm run bench -- book: accepted inbox rows become facts, entries, outbox events and done, by the worker's own intake
// loops, against SQL alone that writes the same rows in transactions of 50 gifts over as many connections.
//
// The figure measured earlier (21,313/s) is of inserts alone: nothing was read from the inbox, and no attempt, donation or
// inbox row was updated. `append_only` is the ceiling's own code doing just that, here and now: compare the two to see
// what this machine is worth today, and `append_only` with `ceiling` to see what reading and the three updates cost.
//
// Where the ceiling's time goes, in microseconds a gift on one connection, two cores that others used a little:
// read the inbox row 9, JSON 10, hand over 12, find and update attempt and donation 31, fact 15, entry 21, transfer 19,
// unnumbered 7, outbox 11, inbox row done 15, commit (two flushes for fifty gifts) 40. The 65 for reading and updating the
// earlier figure did not have. Over four connections a gift took about 145 of processor time in a forerunner of this
// ceiling (three updates instead of one, and one index of `fact` fewer), so two cores end at some 13,800/s if nothing ever
// waits; 12,094/s is the best that forerunner reached, on a machine that others used as well.
import { openBooks } from './books.mjs';
import { writePaidGifts } from './gifts.mjs';
import { startSide, withCpuOf } from './programs.mjs';
import { alternate, cpuPerUnit, median, ROUNDS, verdict } from './rounds.mjs';
import {
  copyRows,
  databaseProcess,
  differences,
  LOGS,
  openDatabase,
  options,
  query,
  say,
  settings,
} from './stage.mjs';

/** A round of N seconds has so many times N gifts. */
const A_SECOND = 5_000;
const { seconds } = options(4);
const count = Math.round((seconds * A_SECOND) / 50) * 50;

const [ours, other] = [await openDatabase('ours'), await openDatabase('ceiling')];
const environment = settings(ours);
const { rooms, books } = await openBooks(environment, 20);
await rooms.close();
const TABLES = ['organization', 'fund', 'account', 'project', 'provider_account'];
await copyRows(ours, other, TABLES);

const mine = await startSide('book-ours.mjs', { env: environment, logs: LOGS });
const plain = await startSide('ceiling-book.mjs', { logs: LOGS });

say(`${count} gifts to ${books.projects.length} projects a round`);
/** The accounting day of a gift that is paid now. */
const today = () => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
let prepared = { round: -1, rows: [] };
let written = 0;
/** Both sides find the same gifts; the side that comes first in a round has them written for both. */
async function rowsOf(round) {
  if (prepared.round !== round) {
    const gifts = await writePaidGifts([ours, other], books, count, { firstRow: written + 1 });
    written += count;
    prepared = { round, rows: gifts.map(({ eventRow }) => eventRow) };
  }
  return prepared.rows;
}
const server = await databaseProcess();
/** Both sides use as many connections: one for each intake loop of a worker. */
const { loops: connections } = await mine.ask({});
const told = () => ({ url: other.ownerUrl, books, day: today(), connections });
const measured = await alternate({
  ours: async (round) => {
    await rowsOf(round);
    return withCpuOf(mine.pid, () => mine.ask({}), server);
  },
  ceiling: async (round) => {
    const rows = await rowsOf(round);
    return withCpuOf(plain.pid, () => plain.ask({ ...told(), rows }), server);
  },
  say,
});
const differing = await differences(ours, other, {
  facts: {
    columns: [
      'organization_id',
      'provider_account_id',
      'kind',
      'fact_key',
      'payment_attempt_id',
      'amount',
      'currency',
      'occurred_at',
      'provider_event_id',
      'detail',
    ],
    from: 'fact',
  },
  'entries and transfers': {
    columns: [
      'e.organization_id',
      'e.kind',
      'e.source_type',
      'f.fact_key',
      'e.subject_type',
      'e.subject_id',
      'e.project_id',
      'e.channel_id',
      'e.occurred_at',
      'e.booked_on',
      'e.reverses_id',
      'e.memo',
      't.leg',
      't.fund_id',
      't.debit_account_id',
      't.credit_account_id',
      't.amount',
      't.currency',
    ],
    from: 'entry e JOIN transfer t ON t.entry_id = e.id JOIN fact f ON f.id = e.source_id',
  },
  entries: { columns: ['kind'], from: 'entry' },
  unnumbered: { columns: ['e.subject_id'], from: 'unnumbered_entry u JOIN entry e ON e.id = u.entry_id' },
  announcements: {
    columns: ['kind', 'organization_id', 'ref', 'dedupe_key', 'state'],
    from: 'outbox_event WHERE kind = "donation.booked"',
  },
  donations: { columns: ['id', 'status', 'amount', 'currency'], from: 'donation' },
  attempts: { columns: ['id', 'provider_payment_id'], from: 'payment_attempt' },
  inbox: { columns: ['id', 'event_id', 'state', 'attempts', 'last_error'], from: 'provider_event' },
});
const [{ n: booked }] = await query(
  ours.ownerUrl,
  "SELECT COUNT(*) AS n FROM transfer t JOIN entry e ON e.id = t.entry_id WHERE e.kind = 'gift'",
);
if (Number(booked) !== written) differing.push(`${booked} gifts booked of ${written}`);

// Last, because only the ceiling has these rows.
const appended = [];
for (let round = 1; round <= ROUNDS; round++) {
  const gifts = await writePaidGifts([other], books, count, { firstRow: written + 1 });
  written += count;
  const { units, seconds: taken } = await plain.ask({ ...told(), gifts });
  appended.push(units / taken);
}
await Promise.all([mine.stop(), plain.stop()]);

// The database does most of the work: processor time of the two processes alone would say nothing.
const walls = (list) => list.map(({ cpuSeconds: _, ...rest }) => rest);
console.log(
  JSON.stringify(
    verdict(
      'book',
      { ours: walls(measured.ours), ceiling: walls(measured.ceiling) },
      {
        floor: 0.25,
        goal: 0.5,
        leastOurs: 2_000,
        ceilingEarlier: 21_313,
        agree: differing.length === 0,
        append_only: Math.round(median(appended)),
        gifts: written,
        connections,
        cpu_us: cpuPerUnit(measured),
        ...(differing.length > 0 ? { differing } : {}),
      },
    ),
  ),
);
