import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { Config } from '../config/config.js';
import { producerConnection, waitingConnection } from './redis.js';

/** A job: its id makes a second one of the same id do nothing while the first is there. Ids only, no personal data. */
export interface NewJob {
  /** Like `outbox-17-0`: BullMQ refuses ":" and plain integers. */
  readonly id: string;
  readonly data: Readonly<Record<string, string | number>>;
}

/** How long running jobs may take to finish when the process ends. */
const CLOSE_MAX_MS = 20_000;
/** A killed worker's jobs are taken over after at most lock + check; a job run twice finds its task done. */
const LOCK_MS = 6_000;
const STALLED_CHECK_MS = 3_000;

/**
 * Executes what the database says is due. Nothing is kept here alone: finished and failed jobs are removed,
 * retries belong to the rows, and a wiped or absent Redis only delays.
 */
@Injectable()
export class Jobs implements BeforeApplicationShutdown {
  private readonly log = new Logger('jobs');
  private readonly producer: Redis;
  private readonly queues = new Map<string, Queue>();
  private readonly workers: Worker[] = [];
  private waiting: Redis | undefined;

  constructor(private readonly config: Config) {
    this.producer = producerConnection(config);
  }

  /** Whether Redis can be reached now. */
  get reachable(): boolean {
    return this.producer.status === 'ready';
  }

  /** Our connection for single commands; they fail at once while Redis is away. */
  get redis(): Redis {
    return this.producer;
  }

  /** Adds jobs; those whose id is already waiting or running are left as they are. @returns false when Redis is away. */
  async add(queue: string, jobs: readonly NewJob[]): Promise<boolean> {
    if (!this.reachable) return false;
    try {
      await this.queue(queue).addBulk(
        jobs.map(({ id, data }) => ({
          name: queue,
          data,
          opts: { jobId: id, removeOnComplete: true, removeOnFail: true },
        })),
      );
      return true;
    } catch {
      return false;
    }
  }

  /** Starts a worker of a queue. What the handler throws is lost: it must write failures into its own rows. */
  work(
    queue: string,
    handle: (data: Readonly<Record<string, string | number>>) => Promise<void>,
    concurrency: number,
  ): void {
    this.waiting ??= waitingConnection(this.config);
    const worker = new Worker(queue, (job: Job) => handle(job.data), {
      connection: this.waiting,
      prefix: this.config.REDIS_PREFIX,
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: 1_000,
    });
    worker.on('error', () => undefined);
    worker.on('failed', (_job, error) => this.log.warn(error));
    this.workers.push(worker);
  }

  /** Takes no new jobs and lets the running ones finish, at most 20 s. */
  async beforeApplicationShutdown(): Promise<void> {
    const force = !this.reachable;
    await Promise.race([
      Promise.allSettled(this.workers.map((worker) => worker.close(force))),
      new Promise((resolve) => setTimeout(resolve, CLOSE_MAX_MS).unref()),
    ]);
    await Promise.allSettled([...this.queues.values()].map((queue) => queue.close()));
    this.waiting?.disconnect();
    this.producer.disconnect();
  }

  private queue(name: string): Queue {
    let queue = this.queues.get(name);
    if (!queue) {
      queue = new Queue(name, {
        connection: this.producer,
        prefix: this.config.REDIS_PREFIX,
        skipWaitingForReady: true,
      });
      queue.on('error', () => undefined);
      this.queues.set(name, queue);
    }
    return queue;
  }
}
