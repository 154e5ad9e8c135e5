import mysql, { type Pool, type PoolOptions } from 'mysql2';
import { DataSource, type MixedList } from 'typeorm';

/** Entity classes of all rooms, as TypeORM takes them. */
export type Tables = MixedList<new () => object>;

/** What every session of ours is set to, whatever the server's defaults are. */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
  "SET SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = 10," +
    " SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
];

/** mysql2 whose pools set up every session as it opens, the very first one included. */
const driver = {
  ...mysql,
  createPool(options: PoolOptions): Pool {
    const pool = mysql.createPool(options);
    pool.on('connection', (connection) => {
      for (const statement of SESSION) connection.query(statement);
    });
    return pool;
  },
};

/**
 * Opens a pool on MariaDB ≥ 10.11 or MySQL ≥ 8.4. BIGINTs arrive as strings, DATEs as "YYYY-MM-DD",
 * DATETIMEs as UTC instants. Isolation is READ COMMITTED in every session: under REPEATABLE READ a
 * read-then-write loses updates without a word.
 */
export async function openDataSource(url: string, tables: Tables, poolSize: number): Promise<DataSource> {
  const source = new DataSource({
    type: 'mysql',
    driver,
    url,
    entities: tables,
    timezone: 'Z',
    charset: 'utf8mb4_unicode_ci',
    dateStrings: ['DATE'],
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize,
    connectTimeout: 2_000,
    synchronize: false,
    // A peer that vanished without a word is noticed within half a minute, not after the kernel's two hours.
    extra: { enableKeepAlive: true, keepAliveInitialDelay: 10_000, maxIdle: poolSize },
  });
  return source.initialize();
}
