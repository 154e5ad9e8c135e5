import type { Database } from '../database/database.js';
import { type StopReason, type WorkProgress, WorkStopped } from './long-work-kind.js';

/** A killed worker's work is taken up again after this; running ones prolong it. */
export const LEASE_SECONDS = 12;
const BEAT_MS = 2_000;
const WRITE_EVERY_MS = 500;

/**
 * One process's hold on one run of a work: writes its progress, prolongs the lease by itself, and notices that it
 * was cancelled or lost. `runs` is the fence: after another process took the work up nothing written here counts.
 */
export class WorkLease implements WorkProgress {
  private done = 0;
  private total: number | null = null;
  private writtenAt = 0;
  private reported = false;
  private stop: StopReason | null = null;
  private beat: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly id: string,
    private readonly runs: number,
    private readonly ending: () => boolean,
  ) {}

  /** Begins to prolong the lease, also while the work reports nothing. */
  keep(): void {
    this.beat = setInterval(() => void this.write().catch(() => undefined), BEAT_MS);
  }

  /** Prolongs no more. */
  letGo(): void {
    clearInterval(this.beat);
  }

  async report(done: number, total?: number): Promise<void> {
    const first = !this.reported;
    this.reported = true;
    this.done = done;
    if (total !== undefined) this.total = total;
    if (first || Date.now() - this.writtenAt >= WRITE_EVERY_MS) await this.write();
    if (this.ending()) throw new WorkStopped('shutdown');
    if (this.stop) throw new WorkStopped(this.stop);
  }

  /** Writes what was reported last, with the end if there is one. @returns whether this run still had the work. */
  async write(end?: { readonly set: string; readonly parameters: readonly unknown[] }): Promise<boolean> {
    this.writtenAt = Date.now();
    const counts = this.reported
      ? `done_count = ?, total = COALESCE(?, total), base_count = COALESCE(base_count, ?),
         base_at = COALESCE(base_at, UTC_TIMESTAMP(6)), reported_at = UTC_TIMESTAMP(6), `
      : '';
    const set = end?.set ?? `lease_until = UTC_TIMESTAMP(6) + INTERVAL ${LEASE_SECONDS} SECOND`;
    return this.database.inTransaction(async (tx) => {
      const { affectedRows }: { affectedRows: number } = await tx.query(
        `UPDATE long_work SET ${counts}${set} WHERE id = ? AND runs = ? AND state = 'running'`,
        [
          ...(this.reported ? [this.done, this.total, this.done] : []),
          ...(end?.parameters ?? []),
          this.id,
          this.runs,
        ],
      );
      if (affectedRows === 0) this.stop = 'taken_over';
      else if (!end) {
        const [row]: { asked: number }[] = await tx.query(
          'SELECT cancel_asked_at IS NOT NULL AS asked FROM long_work WHERE id = ?',
          [this.id],
        );
        if (Number(row?.asked) === 1) this.stop = 'cancelled';
      }
      return affectedRows === 1;
    });
  }
}
