import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Refusal } from '../../kernel/errors.js';
import { Database } from '../database/database.js';
import { redact } from '../http/redact.js';
import { Jobs } from '../jobs/jobs.js';
import { Poller } from '../jobs/poller.js';
import { WORK_BELL } from './long-work.js';
import { LongWorkQueries, type Work } from './long-work.queries.js';
import { type LongWorkKind, WorkStopped } from './long-work-kind.js';
import { LEASE_SECONDS, WorkLease } from './work-lease.js';

const LOOK_MS = 1_000;
/** Works of one kind that one worker process has in hand at the same time. */
const CONCURRENCY = 2;
const FAILURES_MAX = 3;
/** A work that was lost so often kills the process that takes it up. */
const RUNS_MAX = 50;
const AGAIN_AFTER_SECONDS = 5;

/** Executes long works: rows say what is due, BullMQ hands them to one worker. A wiped or absent Redis only delays. */
@Injectable()
export class LongWorkRunner implements OnModuleDestroy {
  private kinds: ReadonlyMap<string, LongWorkKind> = new Map();
  private ending = false;

  constructor(
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly queries: LongWorkQueries,
  ) {}

  /** Takes the literal list and starts executing. @returns the loop that finds what is due. */
  use(kinds: readonly LongWorkKind[]): Poller {
    this.kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
    // A queue for each kind: during an update only those workers take a work that know its kind.
    for (const kind of kinds)
      this.jobs.work(queueOf(kind.kind), ({ id }) => this.run(String(id), kind), CONCURRENCY);
    return new Poller(WORK_BELL, LOOK_MS, async () => {
      await this.handOut();
      return 0;
    });
  }

  /**
   * Hands works that wait, and those whose worker was killed, to BullMQ. Again and again until one takes them up:
   * the job's fixed id makes that harmless, and a wiped Redis is filled again.
   */
  async handOut(): Promise<number> {
    if (this.kinds.size === 0) return 0;
    const due = await this.database.rows<{ id: string; runs: number; kind: string }>(
      `SELECT id, runs, kind FROM long_work WHERE kind IN (?) AND due_at <= UTC_TIMESTAMP(6)
         AND (state = 'waiting' OR state = 'running' AND lease_until < UTC_TIMESTAMP(6)) ORDER BY due_at LIMIT 100`,
      [[...this.kinds.keys()]],
    );
    let handed = 0;
    for (const { id, runs, kind } of due)
      if (await this.jobs.add(queueOf(kind), [{ id: `work-${id}-${runs}`, data: { id } }])) handed++;
    return handed;
  }

  /** Takes the work up, unless somebody else has it, and carries it to an end. */
  private async run(id: string, kind: LongWorkKind): Promise<void> {
    const work = this.ending ? null : await this.takeUp(id, kind.kind);
    if (!work) return;
    const lease = new WorkLease(this.database, id, work.runs, () => this.ending);
    if (work.cancelAskedAt) return this.end(lease, 'cancelled');
    if (work.runs > RUNS_MAX)
      return this.end(lease, 'failed', { problem: { code: 'work_lost', params: {} } });
    lease.keep();
    try {
      const result = await kind.run(work, lease);
      lease.letGo();
      await this.end(lease, 'done', { result });
    } catch (error) {
      lease.letGo();
      await this.afterThrow(lease, work, error);
    }
  }

  private async takeUp(id: string, kind: string): Promise<Work | null> {
    return this.database.inTransaction(async (tx) => {
      const { affectedRows }: { affectedRows: number } = await tx.query(
        `UPDATE long_work SET state = 'running', runs = runs + 1, base_count = NULL, base_at = NULL,
           started_at = COALESCE(started_at, UTC_TIMESTAMP(6)),
           lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND
         WHERE id = ? AND kind = ? AND due_at <= UTC_TIMESTAMP(6)
           AND (state = 'waiting' OR state = 'running' AND lease_until < UTC_TIMESTAMP(6))`,
        [id, kind],
      );
      const [work] = affectedRows === 1 ? await this.queries.byIds([id], tx) : [];
      return work ?? null;
    });
  }

  private async afterThrow(lease: WorkLease, work: Work, error: unknown): Promise<void> {
    if (error instanceof WorkStopped) {
      if (error.reason === 'cancelled') await this.end(lease, 'cancelled');
      if (error.reason === 'shutdown') await this.giveBack(lease, 0);
      return;
    }
    const problem =
      error instanceof Refusal
        ? { code: error.code, params: error.params }
        : {
            text: redact(error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(
              0,
              1000,
            ),
          };
    const failures = 'code' in problem ? FAILURES_MAX : (await this.failuresOf(work.id)) + 1;
    if (failures >= FAILURES_MAX) await this.end(lease, 'failed', { problem });
    else await this.giveBack(lease, failures, problem);
  }

  private async failuresOf(id: string): Promise<number> {
    const [row] = await this.database.rows<{ failures: number }>(
      'SELECT failures FROM long_work WHERE id = ?',
      [id],
    );
    return row?.failures ?? 0;
  }

  private async end(
    lease: WorkLease,
    state: 'done' | 'failed' | 'cancelled',
    { result = null, problem = null }: { result?: object | null; problem?: object | null } = {},
  ): Promise<void> {
    await lease.write({
      set: 'state = ?, result = ?, problem = ?, lease_until = NULL, ended_at = UTC_TIMESTAMP(6)',
      parameters: [state, result && JSON.stringify(result), problem && JSON.stringify(problem)],
    });
  }

  /** Lets another run go on: at once when this process ends, after a pause when it failed. */
  private async giveBack(lease: WorkLease, failures: number, problem?: object): Promise<void> {
    const wait = failures * AGAIN_AFTER_SECONDS;
    await lease.write({
      set: `state = 'waiting', lease_until = NULL, due_at = UTC_TIMESTAMP(6) + INTERVAL ? SECOND,
        failures = GREATEST(failures, ?), problem = COALESCE(?, problem)`,
      parameters: [wait, failures, problem ? JSON.stringify(problem) : null],
    });
  }

  /** Works learn it at their next report and give their lease back; the queue waits for them. */
  onModuleDestroy(): void {
    this.ending = true;
  }
}

function queueOf(kind: string): string {
  return `work.${kind}`;
}
