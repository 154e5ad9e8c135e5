import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { dayIn } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';
import { AccountingDaysQueries } from '../ledger/accounting-days.queries.js';
import { LedgerQueries } from '../ledger/ledger.queries.js';
import { SealKeys } from '../ledger/seal-keys.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Database } from '../platform/database/database.js';
import { DayClosing } from '../reconciliation/day-closing.service.js';
import { DEMO_STAFF } from './demo-staff.js';

const CLERK = DEMO_STAFF.find(({ role }) => role === 'clerk')?.loginName ?? '';
const APPROVER = DEMO_STAFF.find(({ role }) => role === 'approver')?.loginName ?? '';
const NUMBERED_WITHIN_MS = 60_000;

/**
 * Closes the days of the demonstration as its people would: the clerk asks, a second person agrees, and each day is
 * reconciled and signed. Yesterday and today stay open for whoever looks.
 */
@Injectable()
export class DemoDays {
  constructor(
    private readonly database: Database,
    private readonly days: AccountingDaysQueries,
    private readonly ledger: LedgerQueries,
    private readonly keys: SealKeys,
    private readonly organizations: OrganizationsQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly closing: DayClosing,
  ) {}

  /**
   * Without a key to sign with no day can be closed, and all stay open.
   * @returns how many days were closed.
   */
  async closeBefore(organizationId: string, now: Date, progress: (closed: number) => void): Promise<number> {
    if (!this.keys.ready) return 0;
    await this.numbered();
    const [clerk, approver] = [await this.idOf(CLERK), await this.idOf(APPROVER)];
    const yesterday = dayAfter(dayIn(now, await this.organizations.timeZoneOf(organizationId)), -1);
    let closed = 0;
    // The list of open days names some at a time.
    for (;;) {
      const open = await this.days.openBefore(organizationId, yesterday);
      if (open.length === 0) return closed;
      for (const day of open) {
        const id = await this.closing.request({ staffId: clerk, organizationId }, day);
        const shown = (await this.approvals.byId(organizationId, id))?.payloadSha256 ?? '';
        await this.closing.approve({ staffId: approver, organizationId }, id, shown);
        progress(++closed);
      }
    }
  }

  /** Closing waits for no numberer; the worker needs a moment for some hundred entries. */
  private async numbered(): Promise<void> {
    const until = Date.now() + NUMBERED_WITHIN_MS;
    while ((await this.ledger.waitingForNumber()).entries > 0) {
      if (Date.now() > until) throw new Error('the worker numbers no entries: is it running?');
      await sleep(200);
    }
  }

  private async idOf(loginName: string): Promise<string> {
    const [row] = await this.database.rows<{ id: string }>(
      'SELECT id FROM staff_member WHERE login_name = ?',
      [loginName],
    );
    if (!row) throw new Error(`the demonstration has no ${loginName}`);
    return row.id;
  }
}
