import { Injectable, Logger } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { dayAfter, isDay } from '../kernel/days.js';
import { Refusal } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import type { LongWorkKind } from '../platform/long-work/long-work-kind.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { daysOfNewLines, isDue, moveCursor } from './due-days.statements.js';
import { ReconciliationQueries } from './reconciliation.queries.js';
import { Reconciliation } from './reconciliation.service.js';
import { CARRIED_DAYS } from './run.js';

const EVERY_SECONDS = 300;
/** A sandbox costs nothing, and whoever looks at the demonstration wants to see the difference come and go. */
const SANDBOX_SECONDS = 30;
/** One account's part of what a day's progress shows. */
const PARTS = 100;
/** The long work of running one day, all accounts; its subject is the day. */
export const RUN_WORK = 'reconciliation.run';

/** Runs that nobody need ask for, and the one that a person does. */
@Injectable()
export class ReconciliationJobs {
  private readonly log = new Logger(ReconciliationJobs.name);
  readonly schedules: readonly Schedule[];
  readonly works: readonly LongWorkKind[];

  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly organizations: OrganizationsQueries,
    private readonly queries: ReconciliationQueries,
    private readonly reconciliation: Reconciliation,
    private readonly clock: Clock,
    config: Config,
  ) {
    const everySeconds = config.STRIPE_API_BASE ? SANDBOX_SECONDS : EVERY_SECONDS;
    this.schedules = [{ name: 'reconciliation.runs', everySeconds, run: () => this.runDue() }];
    this.works = [
      {
        kind: RUN_WORK,
        run: async ({ organizationId, params, startedBy }, progress) => {
          const day = String(params.day);
          if (!isDay(day)) throw new Refusal('invalid', 'day_unreadable');
          const days = await this.queries.day(organizationId, day);
          const accounts = days.filter(({ kind }) => kind === 'provider');
          const total = (accounts.length + 1) * PARTS;
          for (const [at, { accountId }] of accounts.entries()) {
            const of = { organizationId, providerAccountId: accountId, day, startedBy };
            const part = {
              report: (done: number, of: number) =>
                progress.report(at * PARTS + Math.floor((done * PARTS) / of), total),
            };
            await this.reconciliation.run(of, part);
          }
          await this.reconciliation.runBank({ organizationId, day, startedBy });
          await progress.report(total, total);
          const { open, waiting } = await this.queries.explained(organizationId, day);
          return { day, accounts: accounts.length, open, waiting };
        },
      },
    ];
  }

  /** Runs every day of which there is news: of the last days, and older ones whose lines have just come. */
  async runDue(): Promise<void> {
    const failures: unknown[] = [];
    for (const account of await this.accounts.all())
      await this.runAccount(account).catch((error) => {
        this.log.warn(`account ${account.account} could not be reconciled: ${String(error)}`);
        failures.push(error);
      });
    for (const { id } of await this.organizations.list())
      await this.runBank(id).catch((error) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  }

  private async runAccount(account: ProviderAccount): Promise<void> {
    const { id: providerAccountId, organizationId } = account;
    const timeZone = await this.organizations.timeZoneOf(organizationId);
    const now = this.clock.now();
    const today = dayIn(now, timeZone);
    const { days, lineHigh } = await daysOfNewLines(this.database, providerAccountId, timeZone);
    const last = Array.from({ length: CARRIED_DAYS + 2 }, (_, n) => dayAfter(today, -n));
    const terms = { timeZone, now, carriedSince: dayAfter(today, -CARRIED_DAYS) };
    for (const day of [...new Set([...days, ...last])].sort())
      if (await isDue(this.database, providerAccountId, day, terms))
        await this.reconciliation.run({ organizationId, providerAccountId, day, startedBy: null });
    await moveCursor(this.database, providerAccountId, lineHigh);
  }

  /** Bank days that no finished run has seen, or whose lines are newer than it. */
  private async runBank(organizationId: string): Promise<void> {
    const rows = await this.database.rows<{ day: string }>(
      `SELECT DISTINCT b.day FROM bank_account a JOIN bank_line b ON b.bank_account_id = a.id
        WHERE a.organization_id = ? AND NOT EXISTS (
          SELECT 1 FROM reconciliation_run r WHERE r.bank_account_id = a.id AND r.day = b.day AND r.state = 'done'
             AND r.line_high >= b.id) ORDER BY b.day`,
      [organizationId],
    );
    for (const { day } of rows) await this.reconciliation.runBank({ organizationId, day, startedBy: null });
  }
}
