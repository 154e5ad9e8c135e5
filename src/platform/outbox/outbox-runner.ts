import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Database } from '../database/database.js';
import { connectionLost } from '../database/database-errors.js';
import type {
  BatchSubscriber,
  EachSubscriber,
  ExternalSubscriber,
  OutboxTask,
  Subscriber,
} from './subscriber.js';
import { lockDue, lockUndone, markDone, markFailed, tasksById } from './task-rows.js';

const LEASE_MINUTES = 5;

/**
 * Does tasks: effect and DONE always in one database transaction, so that a process killed anywhere leaves
 * either both or neither. Failures go into the task's row; a lost database is nobody's failure.
 */
@Injectable()
export class OutboxRunner implements OnModuleDestroy {
  private ending = false;

  constructor(private readonly database: Database) {}

  /** Does up to `batch` due tasks of a subscriber at once; after an error one by one. @returns how many were taken. */
  async runBatch(subscriber: BatchSubscriber): Promise<number> {
    let taken: OutboxTask[] = [];
    try {
      await this.database.inTransaction(async (tx) => {
        const ids = await lockDue(tx, subscriber.name, subscriber.batch);
        taken = await tasksById(tx, ids);
        if (taken.length === 0) return;
        await subscriber.handle(tx, taken);
        await markDone(tx, ids);
      });
    } catch (error) {
      if (connectionLost(error) || taken.length === 0) throw error;
      for (const task of taken) {
        await this.inOne(task, async (tx) => subscriber.handle(tx, [task]));
      }
    }
    return taken.length;
  }

  /** Does one enqueued task, unless it is done, or a newer attempt has taken its place. */
  async runTask(
    subscriber: EachSubscriber | ExternalSubscriber,
    id: string,
    attempts: number,
  ): Promise<void> {
    const task = await this.take(id, attempts);
    if (!task) return;
    if (subscriber.mode === 'each') {
      await this.inOne(task, (tx) => subscriber.handle(tx, task));
      return;
    }
    try {
      const effect = await subscriber.perform(task);
      await this.inOne(task, effect);
    } catch (error) {
      if (!connectionLost(error)) await markFailed(this.database, task, error);
      else throw error;
    }
  }

  /** How a subscriber's tasks are executed: the doorbell drains a batch, a job does one. */
  async runJob(subscriber: Subscriber, data: Readonly<Record<string, string | number>>): Promise<void> {
    if (subscriber.mode !== 'batch') await this.runTask(subscriber, String(data.id), Number(data.attempts));
    else while (!this.ending && (await this.runBatch(subscriber)) > 0);
  }

  /** The process ends: no further batches are taken. */
  onModuleDestroy(): void {
    this.ending = true;
  }

  private async inOne(task: OutboxTask, effect: Parameters<Database['inTransaction']>[0]): Promise<void> {
    try {
      await this.database.inTransaction(async (tx) => {
        if (!(await lockUndone(tx, task.id))) return;
        await effect(tx);
        await markDone(tx, [task.id]);
      });
    } catch (error) {
      if (connectionLost(error)) throw error;
      await markFailed(this.database, task, error);
    }
  }

  /** Reads the task and starts its lease anew: it may have waited long in the queue. */
  private take(id: string, attempts: number): Promise<OutboxTask | undefined> {
    return this.database.inTransaction(async (tx) => {
      const { affectedRows }: { affectedRows: number } = await tx.query(
        `UPDATE outbox_task SET lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_MINUTES} MINUTE
         WHERE id = ? AND state = 'ENQUEUED' AND attempts = ?`,
        [id, attempts],
      );
      if (affectedRows === 0) return undefined;
      return (await tasksById(tx, [id]))[0];
    });
  }
}
