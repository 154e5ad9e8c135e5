import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { isDay } from '../kernel/days.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { BankRun } from './bank-run.service.js';
import { bankAccountsOn, bankEnded, countBankDay } from './bank-run.statements.js';
import { type DayInHand, DayRun } from './day-run.service.js';
import { Discrepancies } from './discrepancies.service.js';
import { Healing } from './healing.service.js';
import { deskRefused, notHere, RunTaken } from './reconciliation.errors.js';
import { chunksOf, PASSES, type ReconciliationRun, type RunProgress, stepsDone, stepsOf } from './run.js';
import {
  advance,
  countRun,
  finishRun,
  type HeldRun,
  interruptRun,
  readRun,
  takeRun,
} from './run.statements.js';

export type { ReconciliationRun, RunProgress } from './run.js';

/** Which day of which account, and who asked; null = the clock. */
export interface RunRequest {
  readonly organizationId: string;
  readonly providerAccountId: string;
  readonly day: string;
  readonly startedBy: string | null;
}

/** Compares a day's statement with our books: pairs what says the same and names every difference. */
@Injectable()
export class Reconciliation {
  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly organizations: OrganizationsQueries,
    private readonly dayRun: DayRun,
    private readonly bankRun: BankRun,
    private readonly healing: Healing,
    private readonly discrepancies: Discrepancies,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Runs the day as a new revision, or goes on with a run that was left in the middle. Each chunk commits by itself, so
   * that a killed or stopped run loses nothing. While another process is at it, that run is returned as it is.
   * @throws Refusal not_found account_not_found · invalid day_unreadable; whatever `progress` throws stops the run.
   */
  async run(request: RunRequest, progress?: RunProgress): Promise<ReconciliationRun> {
    const account = await this.accountOf(request);
    const of = { ...request, providerAccountId: account.id, bankAccountId: null };
    const taken = await takeRun(this.database, of, request.startedBy, this.clock.now());
    if (!('token' in taken)) return taken;
    await this.tellTrail(taken);
    const timeZone = await this.organizations.timeZoneOf(request.organizationId);
    const inHand: DayInHand = { held: taken, run: taken.run, account, timeZone };
    try {
      if (taken.run.pass === 0 && taken.run.chunk === 0)
        await countRun(this.database, taken, await this.dayRun.counts(inHand));
      const run = await readRun(this.database, taken.run.id);
      await this.passes({ ...inHand, run, held: { ...taken, run } }, progress);
      await this.healing.heal(account, request.day);
    } catch (error) {
      if (!(error instanceof RunTaken)) await interruptRun(this.database, taken, String(error));
      throw error;
    }
    return readRun(this.database, taken.run.id);
  }

  /**
   * Runs the bank's side of a day, for each account of the organization whose statement has lines of it.
   * @returns the runs; none when the bank says nothing of the day.
   */
  async runBank(
    request: Omit<RunRequest, 'providerAccountId'>,
    progress?: RunProgress,
  ): Promise<ReconciliationRun[]> {
    const { organizationId, day } = request;
    if (!isDay(day)) throw deskRefused('day', 'day_unreadable');
    const accounts = await bankAccountsOn(this.database, organizationId, day);
    const runs: ReconciliationRun[] = [];
    for (const bankAccountId of accounts) {
      const of = { organizationId, day, providerAccountId: null, bankAccountId };
      const taken = await takeRun(this.database, of, request.startedBy, this.clock.now());
      if ('token' in taken) {
        await this.tellTrail(taken);
        await this.bankDay(taken);
      }
      runs.push(await readRun(this.database, 'token' in taken ? taken.run.id : taken.id));
      await progress?.report(runs.length, accounts.length);
    }
    return runs;
  }

  private async bankDay(held: HeldRun): Promise<void> {
    try {
      await this.database.inTransaction(async (tx) => {
        const { waiting, found } = await this.bankRun.day(tx, held.run);
        const { lines, matched, lineHigh } = await countBankDay(tx, held.run);
        await this.discrepancies.end(tx, await bankEnded(tx, held.run), 'not_found');
        await tx.query(
          `UPDATE reconciliation_run SET line_count = ?, matched_count = ?, waiting_count = ?, found_count = ?,
                  line_high = ? WHERE id = ?`,
          [lines, matched, waiting, found, lineHigh, held.run.id],
        );
        await finishRun(tx, held, this.clock.now());
      });
    } catch (error) {
      if (!(error instanceof RunTaken)) await interruptRun(this.database, held, String(error));
      throw error;
    }
  }

  private async passes(inHand: DayInHand, progress?: RunProgress): Promise<void> {
    const { held, run } = inHand;
    let { pass, chunk } = run;
    for (let name = PASSES[pass]; name; name = PASSES[pass]) {
      const [now, at] = [name, chunk];
      const next = at + 1 < chunksOf(now, run) ? { pass, chunk: at + 1 } : { pass: pass + 1, chunk: 0 };
      await this.database.inTransaction(async (tx) =>
        advance(tx, held, next, await this.dayRun.chunk(tx, inHand, now, at)),
      );
      ({ pass, chunk } = next);
      await progress?.report(stepsDone(pass, chunk, run), stepsOf(run));
    }
    await this.database.inTransaction(async (tx) => {
      await this.dayRun.end(tx, inHand);
      await finishRun(tx, held, this.clock.now());
    });
  }

  private async accountOf({ organizationId, providerAccountId, day }: RunRequest): Promise<ProviderAccount> {
    if (!isDay(day)) throw deskRefused('day', 'day_unreadable');
    const find = async () => (await this.accounts.all()).find(({ id }) => id === providerAccountId);
    let account = await find();
    if (!account) {
      await this.accounts.readAnew();
      account = await find();
    }
    if (account?.organizationId !== organizationId) throw notHere('account_not_found');
    return account;
  }

  /** What a person starts is in the audit trail. */
  private async tellTrail({ run, resumed }: HeldRun): Promise<void> {
    const { organizationId, startedBy: staffId, day, revision, id } = run;
    if (staffId === null || resumed) return;
    await this.database.inTransaction((tx) =>
      this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'reconciliation.started' },
        ...{ subjectType: 'reconciliation_run', subjectId: id, after: { day, revision } },
      }),
    );
  }
}
