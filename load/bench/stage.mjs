import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import mysql from 'mysql2/promise';
import { migrate } from '../../dist/platform/database/migrate.js';

// What every bench stands on: databases of its own on the private, durable server that bin/bench.mjs started, and the
// settings with which web and worker run. They are production's settings, logs included.

export const SECRET = 'whsec_of_the_bench_0123456789';
const run = randomBytes(3).toString('hex');

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: benches are run by "npm run bench -- NAME"`);
  return value;
}

export const FILES = given('BENCH_FILES_DIR');
export const LOGS = join(FILES, '..', 'logs');

/** What the command line says: `--seconds N` makes each round of each side about N seconds long. */
export function options(seconds) {
  const { values } = parseArgs({ options: { seconds: { type: 'string', default: String(seconds) } } });
  const asked = Number(values.seconds);
  if (!(asked > 0)) throw new Error('--seconds N: how long one round of one side is, more than 0');
  return { seconds: asked };
}

/** Benches speak to people on stderr; the last line of stdout is JSON. */
export const say = (line) => process.stderr.write(`${line}\n`);

/** A new, fully migrated database with the rights that the migration step grants: name, ownerUrl, appUrl. */
export async function openDatabase(side) {
  const name = `boai_bench_${run}_${side}`;
  const server = given('BENCH_DATABASE_OWNER_URL');
  await query(server, `CREATE DATABASE \`${name}\``);
  const owner = new URL(server);
  owner.pathname = `/${name}`;
  const app = new URL(owner);
  app.username = given('BENCH_DATABASE_APP_USER');
  app.password = given('BENCH_DATABASE_APP_PASSWORD');
  await migrate(owner.href, app.href);
  return { name, ownerUrl: owner.href, appUrl: app.href };
}

/** One statement on a connection of its own. */
export async function query(url, sql, values = []) {
  const connection = await mysql.createConnection({ uri: url, timezone: 'Z', supportBigNumbers: true });
  try {
    return (await connection.query(sql, values))[0];
  } finally {
    await connection.end();
  }
}

/** The process id of the private database server; undefined where its file cannot be read. */
export async function databaseProcess() {
  const [{ file }] = await query(given('BENCH_DATABASE_OWNER_URL'), 'SELECT @@pid_file AS file');
  return existsSync(file) ? Number(readFileSync(file, 'utf8')) : undefined;
}

/** Statements that the server has been asked so far. */
export async function statementsSoFar() {
  const [row] = await query(given('BENCH_DATABASE_OWNER_URL'), "SHOW GLOBAL STATUS LIKE 'Questions'");
  return Number(row.Value);
}

/** The environment of a web or worker process on this database. */
export function settings(database) {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: database.appUrl,
    DATABASE_OWNER_URL: database.ownerUrl,
    REDIS_URL: given('BENCH_REDIS_URL'),
    REDIS_PREFIX: `{bench-${run}}`,
    PUBLIC_URL: 'https://give.example.org',
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_of_the_bench_0123456789',
    STRIPE_WEBHOOK_SECRETS: SECRET,
    // One sender asks more often than any caller may.
    API_PER_MINUTE: '0',
    // Nothing listens there: no bench calls the provider.
    STRIPE_API_BASE: 'http://127.0.0.1:9',
    FILES_DIR: join(FILES, database.name),
    MAILBOX_DIR: join(FILES, 'mailbox'),
  };
}

/** Fills `to` with what `from` holds: the same society, projects, funds, accounts, gifts. */
export async function copyRows(from, to, tables) {
  await query(
    `${to.ownerUrl}?multipleStatements=true`,
    [
      'SET foreign_key_checks = 0',
      ...tables.map(
        (table) => `INSERT INTO \`${to.name}\`.\`${table}\` SELECT * FROM \`${from.name}\`.\`${table}\``,
      ),
    ].join(';'),
  );
}

/**
 * The same figures of both databases: number of rows and an order-free hash of what `columns` say (business columns
 * only, no ids that a side made itself and no moments at which it worked).
 * @returns the differences, one line each; none when both agree
 */
export async function differences(one, other, comparisons) {
  const found = [];
  for (const [what, { columns, from }] of Object.entries(comparisons)) {
    const sql = `SELECT COUNT(*) AS n, COALESCE(SUM(CRC32(t)), 0) AS sum,
        LOWER(HEX(BIT_XOR(CAST(CONV(LEFT(SHA2(t, 256), 16), 16, 10) AS UNSIGNED)))) AS hash
      FROM (SELECT CONCAT_WS('|', ${columns.map((column) => `COALESCE(${column}, '~')`).join(', ')}) AS t
              FROM ${from}) rows_as_text`;
    const [mine] = await query(one.ownerUrl, sql);
    const [theirs] = await query(other.ownerUrl, sql);
    const say = ({ n, sum, hash }) => `${n} rows, ${sum}, ${hash}`;
    if (say(mine) !== say(theirs)) found.push(`${what}: ours ${say(mine)}; ceiling ${say(theirs)}`);
  }
  return found;
}
