import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { dayAfter, isDay } from '../kernel/days.js';
import type { FieldProblem } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import { LongWork } from '../platform/long-work/long-work.js';
import { exportChoice } from './export-choice.js';

import { exportInvalid } from './exports.errors.js';
import type { ExportBatch } from './exports.queries.js';

export { EXPORT_CHOICES } from './export-choice.js';

/** The kind of long work that makes a file. */
export const EXPORT_WORK = 'export.make';
/** Longest period of one file: a leap year. */
const DAYS_MAX = 366;

/** What a person typed. */
export interface ExportForm {
  /** Like 'vouchers:u8'. */
  readonly choice: string;
  readonly firstDay: string;
  readonly lastDay: string;
}

interface Actor {
  readonly staffId: string;
  readonly organizationId: string;
}

/** Asks for exports; the file is made as long work. */
@Injectable()
export class Exports {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly works: LongWork,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Begins to make a file; the same question that is being answered already is not asked twice.
   * @returns the work's id. @throws Refusal invalid with the fields.
   */
  async request({ staffId, organizationId }: Actor, form: ExportForm): Promise<string> {
    const organization = await this.organizations.byId(organizationId);
    if (!organization) throw new Error(`no organization ${organizationId}`);
    const choice = exportChoice(form.choice);
    const today = dayIn(this.clock.now(), organization.timeZone);
    const problems = [
      ...(choice ? [] : [{ field: 'choice', code: 'export_choice' }]),
      ...periodProblems(form, today),
    ];
    if (!choice || problems.length > 0) throw exportInvalid(problems);
    const { kind, profile } = choice;
    const { firstDay, lastDay } = form;
    return this.database.inTransaction(async (tx) => {
      const workId = await this.works.begin(tx, {
        organizationId,
        kind: EXPORT_WORK,
        subjectId: `${kind}:${profile}:${firstDay}:${lastDay}`,
        params: { kind, profile, firstDay, lastDay },
        startedBy: staffId,
      });
      await this.audit.record(tx, {
        organizationId,
        staffId,
        action: 'export.requested',
        subjectType: 'long_work',
        subjectId: workId,
        after: { kind, profile, firstDay, lastDay },
      });
      return workId;
    });
  }

  /** Keeps who took which file out of the house. */
  async noteDownload({ staffId, organizationId }: Actor, batch: ExportBatch): Promise<void> {
    const { kind, profile, sha256 } = batch;
    await this.database.inTransaction((tx) =>
      this.audit.record(tx, {
        organizationId,
        staffId,
        action: 'export.downloaded',
        subjectType: 'export',
        subjectId: batch.id,
        after: { kind, profile, sha256 },
      }),
    );
  }
}

function periodProblems({ firstDay, lastDay }: ExportForm, today: string): FieldProblem[] {
  if (!isDay(firstDay)) return [{ field: 'firstDay', code: 'export_day' }];
  if (!isDay(lastDay)) return [{ field: 'lastDay', code: 'export_day' }];
  if (lastDay < firstDay) return [{ field: 'lastDay', code: 'export_period' }];
  if (lastDay > today) return [{ field: 'lastDay', code: 'export_future' }];
  if (lastDay >= dayAfter(firstDay, DAYS_MAX)) return [{ field: 'lastDay', code: 'export_long' }];
  return [];
}
