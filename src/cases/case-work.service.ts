import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { StaffQueries } from '../staff/staff.queries.js';
import { CaseNote } from './case-note.entity.js';
import { caseFieldRefused } from './cases.errors.js';
import { Cases, type Closing } from './cases.service.js';
import { WorkCase } from './work-case.entity.js';

/** Who works on which case. */
export interface AtCase {
  readonly organizationId: string;
  readonly caseId: string;
  readonly staffId: string;
}

const NOTE_MAX = 1000;

/** What people do about a case before it ends, and the end they give it. Each step is in the audit trail. */
@Injectable()
export class CaseWork {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly cases: Cases,
    private readonly staff: StaffQueries,
  ) {}

  /**
   * Gives a case to somebody of the organization, or to nobody.
   * @throws Refusal not_found · conflict case_closed · invalid when that person has no role here.
   */
  async assign(at: AtCase, to: string | null): Promise<void> {
    const people = to === null ? [] : await this.staff.ofOrganization(at.organizationId);
    const known = people.some(({ id, disabledAt }) => id === to && disabledAt === null);
    if (to !== null && !known) throw caseFieldRefused('owner', 'case_owner_unknown');
    await this.change(at, 'case.assigned', async (tx, found) => {
      await tx.update(WorkCase, { id: found.id }, { assignedTo: to });
      return { before: { owner: found.assignedTo }, after: { owner: to } };
    });
  }

  /** Sets or clears the day by which a case should be closed ("YYYY-MM-DD"). @throws Refusal as `assign`. */
  async due(at: AtCase, day: string | null): Promise<void> {
    if (day !== null && !isDay(day)) throw caseFieldRefused('due', 'case_due_invalid');
    await this.change(at, 'case.due', async (tx, found) => {
      await tx.update(WorkCase, { id: found.id }, { dueOn: day });
      return { before: { due: found.dueOn }, after: { due: day } };
    });
  }

  /** Adds what somebody found out. @throws Refusal as `assign`. */
  async note(at: AtCase, text: string): Promise<void> {
    const body = text.trim();
    if (body === '') throw caseFieldRefused('note', 'case_note_missing');
    if ([...body].length > NOTE_MAX) throw caseFieldRefused('note', 'case_note_long');
    await this.change(at, 'case.noted', async (tx, found) => {
      const { organizationId, staffId } = at;
      const writtenAt = this.clock.now();
      await tx.insert(CaseNote, { id: newId(), organizationId, caseId: found.id, staffId, body, writtenAt });
      return {};
    });
  }

  /** Ends a case by a person's word. @throws Refusal as `Cases.close`. */
  async close(at: AtCase, how: Pick<Closing, 'outcome' | 'reason' | 'entryId'>): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      if (how.entryId !== undefined && !(await isEntry(tx, at.organizationId, how.entryId)))
        throw caseFieldRefused('entry', 'case_entry_unknown');
      await this.cases.close(tx, { ...at, ...how });
    });
  }

  private async change(
    { organizationId, caseId, staffId }: AtCase,
    action: string,
    work: (tx: Tx, found: WorkCase) => Promise<{ before?: Step; after?: Step }>,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const states = await work(tx, await this.cases.lockOpen(tx, organizationId, caseId));
      const subject = { subjectType: 'case', subjectId: caseId };
      await this.audit.record(tx, { organizationId, staffId, action, ...subject, ...states });
    });
  }
}

type Step = Readonly<Record<string, unknown>>;

async function isEntry(tx: Tx, organizationId: string, entryId: string): Promise<boolean> {
  const rows = await tx.query('SELECT 1 FROM entry WHERE id = ? AND organization_id = ?', [
    entryId,
    organizationId,
  ]);
  return rows.length === 1;
}

function isDay(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
