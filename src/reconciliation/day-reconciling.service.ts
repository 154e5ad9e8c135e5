import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { LongWork } from '../platform/long-work/long-work.js';
import { DayBooksQueries } from './day-books.queries.js';
import { hasMoved } from './day-control.js';
import { DayControls } from './day-controls.service.js';
import { DayRunsQueries } from './day-runs.queries.js';
import { RUN_WORK } from './reconciliation.jobs.js';
import { Reconciliation, type RunRequest } from './reconciliation.service.js';

/** So many lines are compared while somebody waits for the page; more of them are work that shows how far it is. */
const AT_ONCE_MAX = 20_000;
const WAIT_MS = 20_000;
const STEP_MS = 250;

/** Makes sure that a day that is to be closed has been reconciled. */
@Injectable()
export class DayReconciling {
  constructor(
    private readonly database: Database,
    private readonly controls: DayControls,
    private readonly books: DayBooksQueries,
    private readonly runs: DayRunsQueries,
    private readonly reconciliation: Reconciliation,
    private readonly longWork: LongWork,
  ) {}

  /** Runs the accounts whose statement is there and whose run is missing or older than what has come since. */
  async bringUp(organizationId: string, day: string, staffId: string): Promise<void> {
    const span = await this.controls.spanOf(organizationId, day);
    const accounts = await this.controls.accountsOf(span, await this.books.ofDay(span));
    for (const each of accounts) {
      const { account, statement } = each;
      if (!hasMoved(each) || !account.covered || (await this.runs.isCurrent(span, account.id))) continue;
      if (statement.lines > AT_ONCE_MAX) {
        await this.database.inTransaction((tx) =>
          this.longWork.begin(tx, {
            ...{ organizationId, kind: RUN_WORK, subjectId: day },
            ...{ params: { day }, startedBy: staffId },
          }),
        );
        return;
      }
      await this.finished({ organizationId, providerAccountId: account.id, day, startedBy: staffId });
    }
  }

  /** A run that the clock has started at this very moment is waited for, not complained about. */
  private async finished(request: RunRequest): Promise<void> {
    const until = Date.now() + WAIT_MS;
    while ((await this.reconciliation.run(request)).state === 'running' && Date.now() < until)
      await sleep(STEP_MS);
  }
}
