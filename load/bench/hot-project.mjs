// npm run bench -- hot-project: accepted gifts become booked, numbered and public, all of them given to one project;
// against the same rooms with the same gifts spread over 1,000 projects. A project that everybody gives to at once must
// not be a place where gifts queue: nothing that booking touches is shared by a project's gifts.
import { openBooks } from './books.mjs';
import { writePaidGifts } from './gifts.mjs';
import { startSide, withCpuOf } from './programs.mjs';
import { alternate, cpuPerUnit, verdict } from './rounds.mjs';
import { databaseProcess, LOGS, openDatabase, options, query, say, settings } from './stage.mjs';

/** A round of N seconds has so many times N gifts. */
const A_SECOND = 4_000;
const SPREAD_OVER = 1_000;
const { seconds } = options(3);
const count = seconds * A_SECOND;

const [hot, spread] = [await openSide('ours', 1), await openSide('ceiling', SPREAD_OVER)];
say(`${count} gifts a round, to one project and to ${SPREAD_OVER}`);
const server = await databaseProcess();
const measured = await alternate({ ours: () => playRound(hot), ceiling: () => playRound(spread), say });
const differing = [];
for (const side of [hot, spread]) {
  const [said] = await query(
    side.database.ownerUrl,
    'SELECT SUM(raised) AS raised, SUM(donations) AS gifts FROM project_progress',
  );
  if (BigInt(said.raised) !== side.raised || Number(said.gifts) !== side.written)
    differing.push(`${side.name}: ${said.gifts} gifts of ${side.written}, ${said.raised} of ${side.raised}`);
}
await Promise.all([hot.program.stop(), spread.program.stop()]);

const walls = (list) => list.map(({ cpuSeconds: _, ...rest }) => rest);
console.log(
  JSON.stringify(
    verdict(
      'hot-project',
      { ours: walls(measured.ours), ceiling: walls(measured.ceiling) },
      {
        floor: 0.9,
        goal: 0.95,
        agree: differing.length === 0,
        gifts: hot.written,
        cpu_us: cpuPerUnit(measured),
        ...(differing.length > 0 ? { differing } : {}),
      },
    ),
  ),
);

async function openSide(name, projects) {
  const database = await openDatabase(name);
  const environment = settings(database);
  const { rooms, books } = await openBooks(environment, projects);
  await rooms.close();
  const program = await startSide('book-ours.mjs', { env: environment, logs: LOGS });
  return { name, database, books, program, written: 0, raised: 0n };
}

async function playRound(side) {
  const gifts = await writePaidGifts([side.database], side.books, count, { firstRow: side.written + 1 });
  side.written += count;
  for (const { amount } of gifts) side.raised += BigInt(amount);
  return withCpuOf(side.program.pid, () => side.program.ask({ untilPublic: true }), server);
}
