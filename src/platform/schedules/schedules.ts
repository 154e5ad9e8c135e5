import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { redact } from '../http/redact.js';
import { Jobs } from '../jobs/jobs.js';
import type { Schedule } from './schedule.js';

const QUEUE = 'schedules';
const LEASE_SECONDS = 60;
const RENEW_MS = 20_000;

/**
 * Runs schedules: rows say what is due, BullMQ executes, one worker at a time each. While Redis is away they run
 * later. A row's `enabled` is the off switch. A killed run starts again when its lease (60 s) ends.
 */
@Injectable()
export class Schedules {
  private schedules: readonly Schedule[] = [];

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
  ) {}

  /** Takes the literal list, writes missing rows (due at once) and starts executing. */
  async use(schedules: readonly Schedule[]): Promise<void> {
    this.schedules = schedules;
    await this.database.inTransaction(async (tx) => {
      for (const { name, everySeconds } of schedules) {
        await tx.query(
          `INSERT INTO schedule (name, every_seconds, next_run_at) VALUES (?, ?, UTC_TIMESTAMP(6))
           ON DUPLICATE KEY UPDATE every_seconds = ?`,
          [name, everySeconds, everySeconds],
        );
      }
    });
    this.jobs.work(QUEUE, ({ name }) => this.run(String(name)), 4);
  }

  /** Hands due schedules to BullMQ. @returns how many. */
  async tickOnce(): Promise<number> {
    if (this.schedules.length === 0 || !this.jobs.reachable) return 0;
    const due = await this.database.inTransaction(async (tx) => {
      const rows: { name: string; run: string }[] = await tx.query(
        `SELECT name, DATE_FORMAT(next_run_at, '%Y%m%dT%H%i%s') AS run FROM schedule
         WHERE enabled AND name IN (?) AND next_run_at <= UTC_TIMESTAMP(6)
           AND (lease_until IS NULL OR lease_until < UTC_TIMESTAMP(6)) FOR UPDATE SKIP LOCKED`,
        [this.schedules.map(({ name }) => name)],
      );
      if (rows.length > 0)
        await this.lease(
          rows.map(({ name }) => name),
          tx,
        );
      return rows;
    });
    if (due.length === 0) return 0;
    const added = await this.jobs.add(
      QUEUE,
      due.map(({ name, run }) => ({ id: `${name}-${run}`, data: { name } })),
    );
    if (!added) await this.unlease(due.map(({ name }) => name));
    return added ? due.length : 0;
  }

  private async run(name: string): Promise<void> {
    const schedule = this.schedules.find((one) => one.name === name);
    if (!schedule || !(await this.started(name))) return;
    const renewing = setInterval(() => void this.lease([name]).catch(() => undefined), RENEW_MS);
    let failure: string | null = null;
    try {
      await schedule.run();
    } catch (error) {
      failure = redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
        0,
        1000,
      );
    } finally {
      clearInterval(renewing);
    }
    await this.database.inTransaction((tx) =>
      tx.query(
        `UPDATE schedule SET last_finished_at = UTC_TIMESTAMP(6), last_error = ?, lease_until = NULL,
           next_run_at = UTC_TIMESTAMP(6) + INTERVAL every_seconds SECOND WHERE name = ?`,
        [failure, name],
      ),
    );
  }

  /** Notes the start, unless another worker has finished this run meanwhile. */
  private started(name: string): Promise<boolean> {
    return this.database.inTransaction(async (tx) => {
      const { affectedRows }: { affectedRows: number } = await tx.query(
        `UPDATE schedule SET last_started_at = UTC_TIMESTAMP(6),
           lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND
         WHERE name = ? AND enabled AND next_run_at <= UTC_TIMESTAMP(6)`,
        [name],
      );
      return affectedRows === 1;
    });
  }

  private async lease(names: readonly string[], tx = this.database.read): Promise<void> {
    await tx.query(
      `UPDATE schedule SET lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND WHERE name IN (?)`,
      [names],
    );
  }

  private async unlease(names: readonly string[]): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query('UPDATE schedule SET lease_until = NULL WHERE name IN (?)', [names]),
    );
  }
}
