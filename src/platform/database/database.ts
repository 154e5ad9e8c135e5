import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource, EntityManager, QueryRunner } from 'typeorm';
import { connectionLost, mustRerun } from './database-errors.js';

/** The handle of one database transaction; every use case that writes takes it as its first argument. */
export type Tx = EntityManager;

/** How an outcome that was lost at COMMIT is found out. */
export interface TransactionOptions<T> {
  /**
   * Called when the connection broke while COMMIT was under way, so that nobody knows whether it happened.
   * Re-reads by the unique key of what was written: the result if it is there, undefined if it is not
   * (then the work is run again). Without it the error reaches the caller.
   */
  readonly afterLostCommit?: () => Promise<T | undefined>;
}

const ATTEMPTS_MAX = 5;
const PAUSE_MIN_MS = 20;
const PAUSE_MAX_MS = 400;

/** The only door to the database: `read` for queries, `inTransaction` for everything that writes. */
@Injectable()
export class Database implements OnApplicationShutdown {
  constructor(readonly source: DataSource) {}

  /** For reading outside a database transaction. */
  get read(): EntityManager {
    return this.source.manager;
  }

  /** Rows of a plain SQL query; `?` placeholders. BIGINT columns are strings. */
  async rows<Row>(sql: string, parameters: readonly unknown[] = [], tx: Tx = this.read): Promise<Row[]> {
    return tx.query(sql, [...parameters]);
  }

  /**
   * Runs `work` in one READ COMMITTED database transaction. On a deadlock (1213), lock wait timeout (1205) or
   * changed snapshot (1020) everything is rolled back, the connection is thrown away (after 1213 the server has
   * left the transaction, after 1205 half of it still stands) and the WHOLE closure runs again, at most 5 times
   * with 20–400 ms of jitter. So `work` must not touch the network or keep state outside itself.
   */
  async inTransaction<T>(work: (tx: Tx) => Promise<T>, options: TransactionOptions<T> = {}): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const runner = this.source.createQueryRunner();
      let committing = false;
      try {
        await runner.startTransaction();
        const result = await work(runner.manager);
        committing = true;
        await runner.commitTransaction();
        await runner.release();
        return result;
      } catch (error) {
        await abandon(runner, error);
        if (committing && connectionLost(error)) {
          if (!options.afterLostCommit) throw error;
          const settled = await options.afterLostCommit();
          if (settled !== undefined) return settled;
        } else if (!mustRerun(error)) throw error;
        if (attempt >= ATTEMPTS_MAX) throw error;
        await sleep(PAUSE_MIN_MS + Math.random() * (PAUSE_MAX_MS - PAUSE_MIN_MS));
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.source.isInitialized) await this.source.destroy();
  }
}

/** Rolls back and returns the connection, or destroys it when its state can no longer be trusted. */
async function abandon(runner: QueryRunner, error: unknown): Promise<void> {
  const trusted = !mustRerun(error) && !connectionLost(error);
  try {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
  } catch {
    await destroy(runner);
    return;
  }
  if (trusted) await runner.release();
  else await destroy(runner);
}

async function destroy(runner: QueryRunner): Promise<void> {
  try {
    const connection: { destroy(): void } = await runner.connect();
    connection.destroy();
  } catch {
    // There never was a connection to throw away.
  }
  await runner.release().catch(() => undefined);
}
