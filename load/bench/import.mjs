// npm run bench -- import [--lines N]: a trade bill of N lines (a million) from the uploaded file through the real
// reader into the table of staged lines, against LOAD DATA LOCAL of the same parsed rows from a file.
import { createReadStream, createWriteStream, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import mysql from 'mysql2/promise';
import { Organizations } from '../../dist/organizations/organizations.service.js';
import { StaffMembers } from '../../dist/staff/staff.service.js';
import { startSide } from './programs.mjs';
import { openRooms } from './rooms.mjs';
import { alternate, verdict } from './rounds.mjs';
import { differences, FILES, LOGS, openDatabase, query, say, settings } from './stage.mjs';

const { values } = parseArgs({
  options: { lines: { type: 'string', default: '1000000' }, seconds: { type: 'string' } },
});
const lines = Number(values.lines);
if (!(lines >= 1000)) throw new Error('--lines N: how many lines the bill has, at least 1000');
/** Resident memory may grow so much while a bill is read, however long it is. */
const GROWTH_MAX_MB = 150;
const BILL = { lines, day: '2026-01-15', merchantNo: '1900000109' };

const [mine, theirs] = [await openDatabase('ours'), await openDatabase('ceiling')];
const environment = settings(mine);
const { actor, providerAccountId } = await openAccount();
const side = await startSide('import-ours.mjs', { env: environment, logs: LOGS });
const upload = (bill) => side.ask({ upload: { actor, providerAccountId, bill } });
/** Reads the file from its beginning into an empty table. */
const read = async (fileId) => {
  await query(mine.ownerUrl, 'TRUNCATE TABLE statement_file_line');
  await query(mine.ownerUrl, "UPDATE statement_file SET state = 'reading' WHERE id = ?", [fileId]);
  return side.ask({ read: fileId });
};

say(`A bill of ${lines} lines`);
// A tenth of it first: a reader that holds lines in memory holds ten times as many afterwards.
const base = (await read(await upload({ ...BILL, lines: Math.ceil(lines / 10) }))).peak;
const file = await upload(BILL);
await read(file);
const rows = join(FILES, 'rows.tsv');
await writeRows(rows);
const [bytes] = await query(mine.ownerUrl, 'SELECT MAX(size) AS bill FROM stored_file');

let peak = 0;
const results = await alternate({
  ours: async () => {
    const result = await read(file);
    peak = Math.max(peak, result.peak);
    return { units: lines, seconds: result.seconds };
  },
  ceiling: () => loadRows(rows),
  say,
});
await side.stop();

const [{ state, n }] = await query(
  mine.ownerUrl,
  'SELECT state, line_count AS n FROM statement_file WHERE id = ?',
  [file],
);
const columns = [
  'line_no',
  'line_key',
  'type',
  'amount',
  'fee',
  'net',
  'merchant_ref',
  'occurred_at',
  'day',
  'raw',
];
const differing = await differences(mine, theirs, { lines: { columns, from: 'statement_file_line' } });
if (state !== 'read' || Number(n) !== lines) differing.push(`the file is ${state} with ${n} lines`);
const growth = Math.round((peak - base) / 1024 / 1024);
const said = verdict('import', results, {
  ...{ floor: 0.5, goal: 0.5, agree: differing.length === 0 },
  ...{ lines, bill_mb: Math.round(Number(bytes.bill) / 1e6), rows_mb: Math.round(statSync(rows).size / 1e6) },
  ...{ rss_base_mb: Math.round(base / 1024 / 1024), rss_growth_mb: growth, growth_most_mb: GROWTH_MAX_MB },
  ...(differing.length > 0 ? { differing } : {}),
});
if (growth > GROWTH_MAX_MB) {
  said.pass = false;
  said.misses = [...(said.misses ?? []), `memory grew by ${growth} MB`];
}
console.log(JSON.stringify(said));

/** A society with an account at WeChat Pay, and a clerk. */
async function openAccount() {
  const rooms = await openRooms(environment);
  const organizationId = await rooms.get(Organizations).create({
    ...{
      slug: 'bench-city',
      kind: 'society',
      nameZh: '滨城市红十字会',
      nameEn: 'Bincheng City Red Cross Society',
    },
    creditCode: '53330000501874064B',
    certificate: { no: '13000020260001', validFrom: '2020-01-01', validUntil: '2099-12-31' },
  });
  const staffId = await rooms.get(StaffMembers).create({
    ...{ loginName: 'clerk', displayName: '陈会计' },
    roles: [{ organizationId, role: 'clerk' }],
  });
  await rooms.close();
  const id = '01kx0000000000000000000001';
  await query(
    mine.ownerUrl,
    `INSERT INTO provider_account (id, organization_id, provider, account, merchant_no, currency, livemode, created_at)
     VALUES (?, ?, 'wechat', 'wechat-main', ?, 'CNY', FALSE, NOW(6))`,
    [id, organizationId, BILL.merchantNo],
  );
  return { actor: { organizationId, staffId }, providerAccountId: id };
}

/** The parsed rows as LOAD DATA wants them: its own default format, everything else about them done already. */
async function writeRows(path) {
  mkdirSync(FILES, { recursive: true });
  const connection = await mysql.createConnection({ uri: mine.appUrl, dateStrings: true });
  const out = createWriteStream(path);
  const rowsOf = connection.connection.query('SELECT * FROM statement_file_line ORDER BY line_no').stream();
  const plain = (value) =>
    value === null
      ? '\\N'
      : (typeof value === 'object' ? JSON.stringify(value) : String(value))
          .replaceAll('\\', '\\\\')
          .replaceAll('\t', '\\t')
          .replaceAll('\n', '\\n');
  for await (const row of rowsOf)
    if (!out.write(`${Object.values(row).map(plain).join('\t')}\n`))
      await new Promise((resolve) => out.once('drain', resolve));
  out.end();
  await finished(out);
  await connection.end();
}

/** LOAD DATA at its fastest: one statement, one transaction, no foreign keys to look up. */
async function loadRows(path) {
  await query(theirs.ownerUrl, 'TRUNCATE TABLE statement_file_line');
  const connection = await mysql.createConnection({ uri: theirs.ownerUrl, timezone: 'Z' });
  await connection.query('SET foreign_key_checks = 0, unique_checks = 0');
  const started = performance.now();
  const [{ affectedRows }] = await connection.query({
    sql: "LOAD DATA LOCAL INFILE 'rows' INTO TABLE statement_file_line CHARACTER SET utf8mb4",
    infileStreamFactory: () => createReadStream(path, { highWaterMark: 256 * 1024 }),
  });
  const seconds = (performance.now() - started) / 1000;
  const [warnings] = affectedRows === lines ? [[]] : await connection.query('SHOW WARNINGS LIMIT 1');
  await connection.end();
  if (affectedRows !== lines) throw new Error(`LOAD DATA took ${affectedRows} rows: ${warnings[0]?.Message}`);
  return { units: lines, seconds };
}
