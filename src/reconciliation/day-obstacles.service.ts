import { Injectable } from '@nestjs/common';
import { Clock, dayIn, startOfDay } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';
import { AccountingDaysQueries } from '../ledger/accounting-days.queries.js';
import { SealKeys } from '../ledger/seal-keys.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Checks } from '../platform/database/checks.js';
import type { Tx } from '../platform/database/database.js';
import { InboxQueries } from '../providers/inbox.queries.js';
import type { Obstacle } from './day-closing.js';
import { failing, hasMoved } from './day-control.js';
import { type ControlledDay, DayControls } from './day-controls.service.js';
import { DayRunsQueries } from './day-runs.queries.js';

const NAMED_MAX = 5;

/** Finds what stands in the way of closing a day. */
@Injectable()
export class DayObstacles {
  constructor(
    private readonly days: AccountingDaysQueries,
    private readonly keys: SealKeys,
    private readonly organizations: OrganizationsQueries,
    private readonly inbox: InboxQueries,
    private readonly controls: DayControls,
    private readonly runs: DayRunsQueries,
    private readonly checks: Checks,
    private readonly clock: Clock,
  ) {}

  /** Everything that can be asked quickly; given the handle, as the database transaction that closes sees it. */
  async ofDay(organizationId: string, day: string, tx?: Tx): Promise<Obstacle[]> {
    const zone = await this.organizations.timeZoneOf(organizationId, tx);
    const found: Obstacle[] = [];
    const add = (code: Obstacle['code'], n: number, names: readonly string[] = []) =>
      n > 0 && found.push({ code, n, names: names.slice(0, NAMED_MAX) });
    add('day_not_over', dayIn(this.clock.now(), zone) > day ? 0 : 1);
    const earlier = await this.days.openBefore(organizationId, day, tx);
    add('day_earlier_open', earlier.length, earlier);
    const waiting = await this.inbox.untakenBefore(organizationId, startOfDay(dayAfter(day), zone), tx);
    add('day_inbox_waits', waiting);
    add('day_unnumbered', await this.days.unnumbered(organizationId, day, tx));
    add('seal_key_missing', this.keys.ready ? 0 : 1);
    return found;
  }

  /** What the day's statements and controls say; with everything that was found, to be kept when the day is closed. */
  async ofBooks(
    organizationId: string,
    day: string,
    tx?: Tx,
  ): Promise<{ obstacles: Obstacle[]; found: ControlledDay }> {
    const found = await this.controls.ofDay(organizationId, day, tx);
    const moved = found.accounts.filter(hasMoved);
    const missing = moved.filter(({ account }) => !account.covered);
    const wrong = failing(found.controls);
    const unreconciled: string[] = [];
    for (const { account, name } of moved)
      if (account.covered && !(await this.runs.isCurrent(found.span, account.id, tx)))
        unreconciled.push(name);
    const open = await this.runs.open(found.span, tx);
    const obstacles: Obstacle[] = [];
    const add = (code: Obstacle['code'], names: readonly string[]) =>
      names.length > 0 && obstacles.push({ code, n: names.length, names: names.slice(0, NAMED_MAX) });
    add(
      'day_statement_missing',
      missing.map(({ name }) => name),
    );
    add('day_unreconciled', unreconciled);
    if (open.length > 0)
      obstacles.push({
        code: 'day_discrepancies_open',
        n: open.reduce((sum, { n }) => sum + n, 0),
        names: open.map(({ code, n }) => (n === 1 ? code : `${code} × ${n}`)),
      });
    add(
      'day_control_fails',
      wrong.map(({ code, about }) => (about ? `${code} ${about.name}` : code)),
    );
    return { obstacles, found };
  }

  /** The broken rules of all books, as an obstacle; the run is kept. */
  async ofChecks(staffId: string | null): Promise<Obstacle[]> {
    const { broken } = await this.checks.runAndKeep('closing', staffId);
    if (broken.length === 0) return [];
    const names = broken.map(({ check }) => check.name).slice(0, NAMED_MAX);
    return [{ code: 'day_checks_fail', n: broken.length, names }];
  }
}
