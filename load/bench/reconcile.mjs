// npm run bench -- reconcile [--lines N]: a day of N lines (default 1,000,000) against as many facts, with 500 planted
// differences, by a run as schedule and console start it, against LOAD DATA of both sides and the joins that name the
// differences, in plain SQL. Both sides must find exactly what was planted. A day of a tenth comes first and says how the
// time grows; a hundredth warms up.
//
// Our side reads the tables as they are (lines were imported and facts booked before, which the benches `import` and
// `book` measure), keeps each pair, a row of 64 × 4 chunks' progress, and a case for each difference. `ratio_joins`
// compares it with the ceiling's joins alone, without their LOAD DATA.
import { parseArgs } from 'node:util';
import mysql from 'mysql2/promise';
import { openBooks } from './books.mjs';
import { plainRun } from './ceiling-reconcile.mjs';
import { startSide } from './programs.mjs';
import { LOGS, openDatabase, query, say, settings } from './stage.mjs';
import { asText, OUR_FACT, OUR_LINE, ourCells, statementDay } from './statement-day.mjs';

const { values } = parseArgs({ options: { lines: { type: 'string', default: '1000000' } } });
const lines = Number(values.lines);
if (!(Number.isSafeInteger(lines) && lines >= 50_000)) throw new Error('--lines N: at least 50000');
const PLANTED = 500;
const FLOOR = 0.33;
const GROWTH_MOST = 11;
const MEMORY_MOST = 150 * 1024 * 1024;

const [ours, other] = [await openDatabase('ours'), await openDatabase('ceiling')];
const environment = settings(ours);
const { rooms, books } = await openBooks(environment, 1);
await rooms.close();
const { organizationId } = books;
const accountId = '0000000000000000000000wxpy';
await query(
  ours.ownerUrl,
  `INSERT INTO provider_account (id, organization_id, provider, account, currency, livemode, merchant_no, created_at)
   VALUES (?, ?, 'wechat', 'bench', 'CNY', TRUE, '1900000109', UTC_TIMESTAMP(6))`,
  [accountId, organizationId],
);

/** Writes the day as import and intake would have left it. */
async function write(no, day) {
  const connection = await mysql.createConnection({ uri: ours.ownerUrl, flags: ['+LOCAL_FILES'] });
  const cells = ourCells({ organizationId, accountId, no });
  const load = (table, rows, toCells) =>
    connection.query({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table}`,
      infileStreamFactory: () => asText(rows, toCells),
    });
  try {
    await connection.query('SET foreign_key_checks = 0');
    await load(OUR_FACT, day.facts(), cells.fact);
    await load(OUR_LINE, day.lines(), cells.line);
    await connection.query('ANALYZE TABLE fact, statement_line, line_match');
    await accepted(connection, day);
  } finally {
    await connection.end();
  }
}

/** The day's bill is there and accepted: without it no fact is missing. */
async function accepted(connection, { day }) {
  const id = `0000000000000000${day.replaceAll('-', '')}fi`;
  const staff = '0000000000000000000000stff';
  await connection.query(
    `INSERT INTO statement_file (id, organization_id, provider_account_id, bill, first_day, last_day, stored_file_id,
       sha256, state, uploaded_by, uploaded_at, accepted_at)
     VALUES (?, ?, ?, 'trade', ?, ?, ?, UNHEX(SHA2(?, 256)), 'accepted', ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6))`,
    [id, organizationId, accountId, day, day, id, id, staff],
  );
}

async function foundOn({ day }) {
  const rows = await query(
    ours.ownerUrl,
    `SELECT CONCAT(d.code, ' ', COALESCE(l.line_key, f.fact_key)) AS found FROM discrepancy d
       JOIN work_case c ON c.id = d.case_id AND c.state = 'open'
       LEFT JOIN statement_line l ON l.id = d.statement_line_id LEFT JOIN fact f ON f.id = d.fact_id
      WHERE d.day = ? AND d.state = 'standing'`,
    [day],
  );
  return rows.map(({ found }) => found).sort();
}

const mine = await startSide('reconcile-ours.mjs', { env: environment, logs: LOGS });
const same = (one, two) => one.length === two.length && one.every((each, at) => each === two[at]);

async function measure(no, count) {
  const day = statementDay(no, count, PLANTED);
  await write(no, day);
  const ceiling = await plainRun(other.ownerUrl, day);
  const run = await mine.ask({ organizationId, providerAccountId: accountId, day: day.day });
  const found = await foundOn(day);
  const agree = same(found, day.expected) && same(ceiling.found, day.expected) && run.run.state === 'done';
  const both = `ours ${run.seconds.toFixed(2)} s, ceiling ${ceiling.load.toFixed(2)} + ${ceiling.joins.toFixed(2)} s`;
  say(
    `  ${String(count).padStart(9)} lines: ${both}; ${found.length} found, ${agree ? 'exactly those planted' : 'NOT those planted'}`,
  );
  return { ...run, ceiling, found: found.length, agree };
}

await measure(1, Math.max(5_000, lines / 100));
const tenth = await measure(2, lines / 10);
const whole = await measure(3, lines);
const again = await mine.ask({
  ...{ organizationId, providerAccountId: accountId, day: statementDay(3, lines, PLANTED).day },
});
await mine.stop();

const round = (value, digits = 3) => Number(value.toFixed(digits));
const ratio = whole.ceiling.seconds / whole.seconds;
const growth = whole.seconds / tenth.seconds;
const misses = [
  ...(whole.agree && tenth.agree ? [] : ['not exactly the planted differences were found']),
  ...(ratio < FLOOR ? [`below the floor of ${FLOOR}`] : []),
  ...(growth > GROWTH_MOST ? [`ten times the lines take ${round(growth, 1)} times as long`] : []),
  ...(whole.growth > MEMORY_MOST ? [`memory grew by ${round(whole.growth / 1024 / 1024, 0)} MiB`] : []),
];
const verdict = {
  name: 'reconcile',
  ours: round(lines / whole.seconds, 1),
  ceiling: round(lines / whole.ceiling.seconds, 1),
  ratio: round(ratio),
  p50_ms: null,
  p99_ms: null,
  lines,
  planted: PLANTED,
  found: whole.found,
  seconds: { ours: round(whole.seconds), load: round(whole.ceiling.load), joins: round(whole.ceiling.joins) },
  ratio_joins: round(whole.ceiling.joins / whole.seconds),
  again_seconds: round(again.seconds),
  tenth_seconds: round(tenth.seconds),
  growth: round(growth, 2),
  memory_growth_mib: round(whole.growth / 1024 / 1024, 1),
  agree: whole.agree && tenth.agree,
  floor: FLOOR,
  goal: FLOOR,
  pass: misses.length === 0,
  ...(misses.length > 0 ? { misses } : {}),
};
console.log(JSON.stringify(verdict));
process.exitCode = verdict.pass ? 0 : 1;
