import { Readable } from 'node:stream';
import type { PoolConnection, ResultSetHeader } from 'mysql2';
import type { Tx } from './database.js';

/** A value of a column: text, a whole number, bytes or nothing. */
export type ColumnValue = string | number | bigint | Buffer | null;

/** The server or its configuration forbids LOAD DATA LOCAL (MySQL's default): 1148, 3948; MariaDB 4166. */
const FORBIDDEN = new Set([1148, 3948, 4166]);
const PIECE_CHARACTERS = 64 * 1024;
const NOTHING = '\\N';
let forbidden = false;

/**
 * Many rows on their way into a staging table in one statement. LOAD DATA LOCAL takes a third of the time of a
 * multi-row INSERT; a server that forbids it gets the INSERT. Rows are kept as the bytes that are sent, and the objects
 * they came from can go: kept for as long as a statement takes, those of a long file fill half a gigabyte of old heap.
 */
export class RowLoad {
  /** Rows so far. */
  size = 0;
  private readonly pieces: Buffer[] = [];
  private text = '';

  /** @param columns names from our own code; `binary` are those of them whose values are bytes. */
  constructor(
    private readonly table: string,
    private readonly columns: readonly string[],
    private readonly binary: readonly string[] = [],
  ) {}

  /** Adds a row; values in the order of the columns. */
  add(values: readonly ColumnValue[]): void {
    let separator = '';
    for (const value of values) {
      this.text += separator + written(value);
      separator = '\t';
    }
    this.text += '\n';
    this.size++;
    if (this.text.length >= PIECE_CHARACTERS) this.cut();
  }

  /**
   * Writes all rows; may be called again when the database transaction is re-run. LOCAL turns errors into warnings and
   * leaves such rows out, so anything but "all rows, no warning" is an error here.
   *
   * @throws Error when a row was refused or changed; the caller's transaction then rolls back
   */
  async into(tx: Tx): Promise<void> {
    this.cut();
    if (this.size === 0) return;
    if (forbidden) return this.insert(tx);
    try {
      const { affectedRows, warningStatus } = await send(tx, this.loadStatement(), this.pieces);
      if (affectedRows === this.size && warningStatus === 0) return;
    } catch (error) {
      if (!FORBIDDEN.has((error as { errno?: number }).errno ?? 0)) throw error;
      forbidden = true;
      return this.insert(tx);
    }
    const [warning] = await tx.query('SHOW WARNINGS LIMIT 1');
    throw new Error(`${this.table} did not take all rows as they are: ${warning?.Message ?? 'no reason'}`);
  }

  private cut(): void {
    if (this.text === '') return;
    this.pieces.push(Buffer.from(this.text));
    this.text = '';
  }

  private loadStatement(): string {
    const fields = this.columns.map((column) => (this.binary.includes(column) ? `@${column}` : column));
    const decoded = this.binary.map((column) => `${column} = UNHEX(@${column})`);
    const set = decoded.length > 0 ? ` SET ${decoded.join(', ')}` : '';
    return `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${this.table} CHARACTER SET utf8mb4 (${fields.join(', ')})${set}`;
  }

  private async insert(tx: Tx): Promise<void> {
    const places = this.columns.map((column) => (this.binary.includes(column) ? 'UNHEX(?)' : '?')).join(', ');
    for (const piece of this.pieces) {
      const rows = piece.toString().split('\n').slice(0, -1);
      await tx.query(
        `INSERT INTO ${this.table} (${this.columns.join(', ')}) VALUES ${rows.map(() => `(${places})`).join(', ')}`,
        rows.flatMap((row) => row.split('\t').map(read)),
      );
    }
  }
}

/** What ends or escapes a value in LOAD DATA's default format. */
const SPECIAL = /[\\\t\n\0]/;
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\0': '\\0' };
const ESCAPED: Readonly<Record<string, string>> = { '\\\\': '\\', '\\t': '\t', '\\n': '\n', '\\0': '\0' };

function written(value: ColumnValue): string {
  if (value === null) return NOTHING;
  if (typeof value === 'string')
    return SPECIAL.test(value) ? value.replace(/[\\\t\n\0]/g, (found) => ESCAPES[found] ?? found) : value;
  return Buffer.isBuffer(value) ? value.toString('hex') : String(value);
}

function read(text: string): string | null {
  if (text === NOTHING) return null;
  return text.includes('\\') ? text.replace(/\\[\\tn0]/g, (found) => ESCAPED[found] ?? found) : text;
}

/** The driver's own door: TypeORM passes no stream on. */
async function send(tx: Tx, sql: string, pieces: readonly Buffer[]): Promise<ResultSetHeader> {
  const connection: PoolConnection = await tx.queryRunner?.connect();
  return new Promise((resolve, reject) => {
    connection.query<ResultSetHeader>(
      { sql, infileStreamFactory: () => Readable.from(pieces) },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
}
