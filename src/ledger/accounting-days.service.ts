import { Injectable } from '@nestjs/common';
import { dayIn } from '../kernel/clock.js';
import { dayAfter, daysBetween } from '../kernel/days.js';
import { Refusal } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { openDayFrom } from './accounting-day.js';
import { dayClosed } from './ledger.errors.js';

/** One day of one organization's books, "YYYY-MM-DD". */
export interface AccountingDayKey {
  readonly organizationId: string;
  readonly day: string;
}

/** A day that nobody closed is open. */
export type DayState = 'open' | 'closed';

interface DayRow {
  organization_id: string;
  day: string;
  state: DayState;
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

  /**
   * Holds the day open until the caller's database transaction ends: for what a person dates themselves. (Facts of
   * others go to the next open day instead.) @throws Refusal conflict day_closed.
   */
  async mustBeOpen(tx: Tx, key: AccountingDayKey): Promise<void> {
    if ((await this.lock(tx, [key])).get(name(key)) !== 'open') throw dayClosed(key.day);
  }

  /**
   * Closes the day: waits for every posting on it and keeps later ones off it. To the end of the database
   * transaction the row is this one's alone. Approval and obstacles are the caller's.
   * @throws Refusal conflict day_closed when it is closed already.
   */
  async close(tx: Tx, key: AccountingDayKey): Promise<void> {
    await insertDays(tx, [key], 'open');
    if ((await this.lockAlone(tx, key)) === 'closed') throw dayClosed(key.day);
    await setState(tx, key, 'closed');
  }

  /**
   * Closes the days without any business between the last closed day and this one, so that nothing can be booked
   * between two closed days. @returns the first of them, or the day itself when there are none.
   * @throws Refusal conflict day_earlier_open when one of them gets its first entry at this moment.
   */
  async closeEmptyBefore(tx: Tx, { organizationId, day }: AccountingDayKey): Promise<string> {
    const [last]: { day: string | null }[] = await tx.query(
      "SELECT MAX(day) AS day FROM accounting_day WHERE organization_id = ? AND day < ? AND state = 'closed'",
      [organizationId, day],
    );
    if (!last?.day) return day;
    const empty = daysBetween(last.day, day).map((each) => ({ organizationId, day: each }));
    if (empty.length === 0) return day;
    try {
      await insertDays(tx, empty, 'closed');
    } catch (error) {
      if (isDuplicateKey(error)) throw new Refusal('conflict', 'day_earlier_open', { day });
      throw error;
    }
    return dayAfter(last.day);
  }

  /** Opens a closed day again; it is this database transaction's alone until it ends. @throws Refusal conflict. */
  async reopen(tx: Tx, key: AccountingDayKey): Promise<void> {
    if ((await this.lockAlone(tx, key)) !== 'closed')
      throw new Refusal('conflict', 'day_not_closed', { day: key.day });
    await setState(tx, key, 'open');
  }

  private async lockAlone(tx: Tx, { organizationId, day }: AccountingDayKey): Promise<DayState | undefined> {
    const [row]: DayRow[] = await tx.query(
      'SELECT organization_id, day, state FROM accounting_day WHERE organization_id = ? AND day = ? FOR UPDATE',
      [organizationId, day],
    );
    return row?.state;
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
    await insertDays(tx, missing, 'open');
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

/** Open days may be there already, closed ones may not. */
async function insertDays(tx: Tx, days: readonly AccountingDayKey[], state: DayState): Promise<void> {
  await tx.query(
    `INSERT INTO accounting_day (organization_id, day, state) VALUES ${days.map(() => '(?, ?, ?)').join(', ')}
     ${state === 'open' ? 'ON DUPLICATE KEY UPDATE state = accounting_day.state' : ''}`,
    days.flatMap(({ organizationId, day }) => [organizationId, day, state]),
  );
}

async function setState(tx: Tx, { organizationId, day }: AccountingDayKey, state: DayState): Promise<void> {
  await tx.query('UPDATE accounting_day SET state = ? WHERE organization_id = ? AND day = ?', [
    state,
    organizationId,
    day,
  ]);
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index];
  if (value === undefined) throw new RangeError(`nothing at ${index}`);
  return value;
}
