import { Injectable } from '@nestjs/common';
import { Cases, type NewCase } from '../cases/cases.service.js';
import { Clock, dayIn, startOfDay } from '../kernel/clock.js';
import { DaySealProof } from '../ledger/day-seal-proof.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { BrokenRule } from '../platform/database/check.js';
import { Checks } from '../platform/database/checks.js';
import { Database } from '../platform/database/database.js';
import type { Schedule } from '../platform/schedules/schedule.js';

const HOUR_MS = 3_600_000;
/** The night's run begins this long after midnight where the first society is. */
const NIGHT_MS = 2.5 * HOUR_MS;

/** What this room does by the clock. */
@Injectable()
export class ReconciliationSchedules {
  constructor(
    private readonly checks: Checks,
    private readonly proof: DaySealProof,
    private readonly cases: Cases,
    private readonly organizations: OrganizationsQueries,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  readonly schedules: readonly Schedule[] = [
    { name: 'checks.run', everySeconds: 1800, run: () => this.runChecks() },
  ];

  /** Once a night: runs all checks, proves the signatures of closed days, and opens a case for whatever fails. */
  async runChecks(): Promise<void> {
    const all = await this.organizations.list();
    const [first] = all;
    if (!first) return;
    const now = this.clock.now();
    const night = new Date(startOfDay(dayIn(now, first.timeZone), first.timeZone).getTime() + NIGHT_MS);
    const last = await this.checks.lastScheduled();
    if (last && (now < night || last >= night)) return;
    const { broken } = await this.checks.runAndKeep('schedule');
    const known = new Set(all.map(({ id }) => id));
    const day = dayIn(now, first.timeZone);
    for (const rule of broken)
      for (const organizationId of concerned(rule, known, first.id))
        await this.open({
          organizationId,
          kind: 'CHECK_BROKEN',
          dedupeKey: `check:${rule.check.name}:${day}`,
          subjectType: 'check',
          subjectId: rule.check.name.slice(0, 64),
          detail: rule.check.rule,
        });
    for (const forged of await this.proof.forged())
      await this.open({
        organizationId: forged.organizationId,
        kind: 'SEAL_FORGED',
        dedupeKey: `seal:${forged.day}:${forged.revision}`,
        subjectType: 'accounting_day',
        subjectId: forged.day,
        detail: `The signature of ${forged.day}, revision ${forged.revision}, fails.`,
      });
  }

  private async open(found: NewCase): Promise<void> {
    await this.database.inTransaction((tx) => this.cases.open(tx, found));
  }
}

/** Whose books the rows are about; the first society's when they do not say. */
function concerned({ rows }: BrokenRule, known: ReadonlySet<string>, first: string): Set<string> {
  const named = rows.map(({ organization_id }) => organization_id);
  const ours = named.filter((id): id is string => typeof id === 'string' && known.has(id));
  return new Set(ours.length > 0 ? ours : [first]);
}
