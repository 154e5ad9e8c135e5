import { Readable } from 'node:stream';
import type { Pool, PoolConnection, ResultSetHeader } from 'mysql2';
import type { Tx } from './database.js';

/** A value of a column: text, a whole number, bytes or nothing. */
export type ColumnValue = string | number | bigint | Buffer | null;

/** The server or its configuration forbids LOAD DATA LOCAL (MySQL's default): 1148, 3948; MariaDB 4166. */
const FORBIDDEN = new Set([1148, 3948, 4166]);
const CHUNK_CHARACTERS = 64 * 1024;
let forbidden = false;

/**
 * Writes many rows of a staging table in one statement. LOAD DATA LOCAL takes a third of the time of a multi-row INSERT
 * and is fed piece by piece, so that memory holds no second copy of the rows; a server that forbids it gets the INSERT.
 * LOCAL turns errors into warnings and leaves such rows out, so anything but "all rows, no warning" is an error here.
 *
 * @param columns names from our own code; `binary` are those of them whose values are bytes
 * @throws Error when a row was refused or changed; the caller's transaction then rolls back
 */
export async function loadRows<Row>(
  tx: Tx,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
  valuesOf: (row: Row) => readonly ColumnValue[],
  binary: readonly string[] = [],
): Promise<void> {
  if (rows.length === 0) return;
  if (forbidden) return insertRows(tx, table, columns, rows, valuesOf);
  const fields = columns.map((column) => (binary.includes(column) ? `@${column}` : column));
  const decoded = binary.map((column) => `${column} = UNHEX(@${column})`);
  const sql =
    `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table} CHARACTER SET utf8mb4 (${fields.join(', ')})` +
    (decoded.length > 0 ? ` SET ${decoded.join(', ')}` : '');
  try {
    const { affectedRows, warningStatus } = await send(tx, sql, () => Readable.from(pieces(rows, valuesOf)));
    if (affectedRows === rows.length && warningStatus === 0) return;
  } catch (error) {
    if (!FORBIDDEN.has((error as { errno?: number }).errno ?? 0)) throw error;
    forbidden = true;
    return insertRows(tx, table, columns, rows, valuesOf);
  }
  const [warning] = await tx.query('SHOW WARNINGS LIMIT 1');
  throw new Error(`${table} did not take all rows as they are: ${warning?.Message ?? 'no reason given'}`);
}

async function insertRows<Row>(
  tx: Tx,
  table: string,
  columns: readonly string[],
  rows: readonly Row[],
  valuesOf: (row: Row) => readonly ColumnValue[],
): Promise<void> {
  const row = `(${columns.map(() => '?').join(', ')})`;
  await tx.query(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES ${rows.map(() => row).join(', ')}`,
    rows.flatMap((each) => [...valuesOf(each)]),
  );
}

/** The rows in LOAD DATA's default format: tabs between values, "\N" for nothing. */
function* pieces<Row>(rows: readonly Row[], valuesOf: (row: Row) => readonly ColumnValue[]) {
  let text = '';
  for (const row of rows) {
    let separator = '';
    for (const value of valuesOf(row)) {
      text += separator + written(value);
      separator = '\t';
    }
    text += '\n';
    if (text.length >= CHUNK_CHARACTERS) {
      yield Buffer.from(text);
      text = '';
    }
  }
  if (text !== '') yield Buffer.from(text);
}

/** What ends or escapes a value of LOAD DATA. */
const SPECIAL = /[\\\t\n\0]/;
const ESCAPED: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\0': '\\0' };

function written(value: ColumnValue): string {
  if (value === null) return '\\N';
  if (typeof value === 'string')
    return SPECIAL.test(value) ? value.replace(/[\\\t\n\0]/g, (found) => ESCAPED[found] ?? '') : value;
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
}

/** The driver's own door: TypeORM passes no stream on. */
async function send(tx: Tx, sql: string, rows: () => Readable): Promise<ResultSetHeader> {
  const connection: PoolConnection | Pool = await tx.queryRunner?.connect();
  return new Promise((resolve, reject) => {
    connection.query<ResultSetHeader>({ sql, infileStreamFactory: rows }, (error, result) =>
      error ? reject(error) : resolve(result),
    );
  });
}
