import { Injectable } from '@nestjs/common';
import { dayIn } from '../kernel/clock.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { Tx } from '../platform/database/database.js';
import { openDayFrom } from './accounting-day.js';

/** One day of one organization's books, "YYYY-MM-DD". */
export interface AccountingDayKey {
  readonly organizationId: string;
  readonly day: string;
}

interface DayRow {
  organization_id: string;
  day: string;
  state: 'open' | 'closed';
}

const name = ({ organizationId, day }: AccountingDayKey): string => `${organizationId} ${day}`;

/** The days of the books. Posting holds a shared lock on its day, so that closing waits for it and it for closing. */
@Injectable()
export class AccountingDays {
  constructor(private readonly organizations: OrganizationsQueries) {}

  /** The calendar day of an instant where the organization is. */
  async dayOf(organizationId: string, instant: Date, tx?: Tx): Promise<string> {
    return dayIn(instant, await this.organizations.timeZoneOf(organizationId, tx));
  }

  /**
   * Share-locks the day on which each wanted day's business is booked, and says which it is: the day itself,
   * or the next open one when it is closed. One statement for all days in the common case.
   * @returns for each wanted day, in the same order, the open day that is now locked.
   */
  async lockOpen(tx: Tx, wanted: readonly AccountingDayKey[]): Promise<string[]> {
    const targets = wanted.map((key) => key.day);
    for (let pending = [...wanted.keys()]; pending.length > 0; ) {
      const keys = pending.map((i) => ({
        organizationId: at(wanted, i).organizationId,
        day: at(targets, i),
      }));
      const states = await this.lock(tx, keys);
      const next: number[] = [];
      for (const [n, i] of pending.entries()) {
        const key = at(keys, n);
        if (states.get(name(key)) === 'open') continue;
        targets[i] = openDayFrom(key.day, await this.closedFrom(tx, key));
        next.push(i);
      }
      pending = next;
    }
    return targets;
  }

  private async lock(tx: Tx, keys: readonly AccountingDayKey[]): Promise<Map<string, string>> {
    const distinct = [...new Map(keys.map((key) => [name(key), key])).values()];
    const states = await this.selectLocked(tx, distinct);
    const missing = distinct
      .filter((key) => !states.has(name(key)))
      .sort((a, b) => (name(a) < name(b) ? -1 : 1));
    if (missing.length === 0) return states;
    // In the caller's own database transaction, although the row stays locked until it commits: a second
    // connection asked for while holding one could leave all posters waiting for each other at midnight.
    await tx.query(
      `INSERT INTO accounting_day (organization_id, day) VALUES ${missing.map(() => '(?, ?)').join(', ')}
       ON DUPLICATE KEY UPDATE state = accounting_day.state`,
      missing.flatMap(({ organizationId, day }) => [organizationId, day]),
    );
    for (const [key, state] of await this.selectLocked(tx, missing)) states.set(key, state);
    return states;
  }

  private async selectLocked(tx: Tx, keys: readonly AccountingDayKey[]): Promise<Map<string, string>> {
    const rows: DayRow[] = await tx.query(
      `SELECT organization_id, day, state FROM accounting_day
        WHERE (organization_id, day) IN (${keys.map(() => '(?, ?)').join(', ')}) LOCK IN SHARE MODE`,
      keys.flatMap(({ organizationId, day }) => [organizationId, day]),
    );
    return new Map(
      rows.map((row) => [name({ organizationId: row.organization_id, day: row.day }), row.state]),
    );
  }

  private async closedFrom(tx: Tx, { organizationId, day }: AccountingDayKey): Promise<Set<string>> {
    const rows: { day: string }[] = await tx.query(
      "SELECT day FROM accounting_day WHERE organization_id = ? AND day >= ? AND state = 'closed'",
      [organizationId, day],
    );
    return new Set(rows.map((row) => row.day));
  }
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`nothing at ${index}`);
  return value;
}
