import { mkdir, statfs } from 'node:fs/promises';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';

const DATABASE_MAX_MS = 1_500;
const DISK_FREE_MIN_BYTES = 200n * 1024n * 1024n;

/** Whether this process can serve now, and what is wrong or merely slower than it should be. */
export interface ReadinessReport {
  readonly ready: boolean;
  /** Terminus' report: status, info, error, details. */
  readonly report: object;
}

/** Asks what the process needs: the database must answer; without Redis work is only later. */
@Injectable()
export class Readiness implements OnModuleDestroy {
  private ending = false;

  constructor(
    private readonly health: HealthCheckService,
    private readonly indicator: HealthIndicatorService,
    private readonly database: Database,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {}

  async check(): Promise<ReadinessReport> {
    if (this.ending) return { ready: false, report: { status: 'shutting_down' } };
    try {
      const report = await this.health.check([
        () => this.databaseAnswers(),
        () => this.redisAnswers(),
        () => this.diskHasRoom(),
        () => this.usersDiffer(),
      ]);
      return { ready: true, report };
    } catch (error) {
      const report = (error as { getResponse?: () => object }).getResponse?.();
      if (!report) throw error;
      return { ready: false, report };
    }
  }

  /** From now on the process is not ready: load balancers stop sending to it. */
  onModuleDestroy(): void {
    this.ending = true;
  }

  private async databaseAnswers() {
    return await this.indicator
      .check('database')
      .attempt(async () => {
        await this.database.rows('SELECT 1').catch(() => {
          // The reason names hosts and ports, and this report is open to all.
          throw new Error('does not answer');
        });
      })
      .withTimeout(DATABASE_MAX_MS);
  }

  private redisAnswers() {
    const redis = this.indicator.check('redis');
    return this.jobs.reachable
      ? redis.up()
      : redis.degraded({ message: 'away: receipts, mails and imports wait' });
  }

  private async diskHasRoom() {
    const disk = this.indicator.check('disk');
    try {
      await mkdir(this.config.FILES_DIR, { recursive: true });
      const { bavail, bsize } = await statfs(this.config.FILES_DIR, { bigint: true });
      const free = bavail * bsize;
      if (free >= DISK_FREE_MIN_BYTES) return disk.up();
      return disk.degraded({
        message: `less than ${DISK_FREE_MIN_BYTES} bytes left for files`,
        free: `${free}`,
      });
    } catch {
      return disk.down({ message: 'the folder of stored files cannot be used' });
    }
  }

  /** The app user must not own the tables: append-only is then only a promise. */
  private usersDiffer() {
    const users = this.indicator.check('database_users');
    const user = (url: string) => new URL(url).username;
    if (user(this.config.DATABASE_URL) !== user(this.config.ownerUrl)) return users.up();
    return users.degraded({
      message: 'DATABASE_URL and DATABASE_OWNER_URL are one user: give the app its own',
    });
  }
}
