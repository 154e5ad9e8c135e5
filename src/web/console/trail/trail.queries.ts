import { Injectable } from '@nestjs/common';
import { PartnersQueries } from '../../../partners/partners.queries.js';
import { Database } from '../../../platform/database/database.js';
import { StaffQueries } from '../../../staff/staff.queries.js';

/** One audit event with the name of who did it; null = not a person (the demonstration's seed, a schedule). */
export interface TrailEvent {
  readonly id: string;
  readonly at: Date;
  readonly who: string | null;
  /** Whether it was somebody of a partner. */
  readonly ofPartner: boolean;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly staffId: string | null;
  readonly partnerPersonId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly beforeState: unknown;
  readonly afterState: unknown;
}

const COLUMNS = `id, occurred_at AS at, staff_id AS staffId, partner_person_id AS partnerPersonId, action, subject_type AS subjectType,
  subject_id AS subjectId, before_state AS beforeState, after_state AS afterState`;

/** Reads the audit trail of one organization. */
@Injectable()
export class TrailQueries {
  constructor(
    private readonly database: Database,
    private readonly staff: StaffQueries,
    private readonly partners: PartnersQueries,
  ) {}

  /** What was done to one thing, newest first. */
  async ofSubject(
    organizationId: string,
    subjectType: string,
    subjectId: string,
    limit = 100,
  ): Promise<TrailEvent[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${COLUMNS} FROM audit_event WHERE subject_type = ? AND subject_id = ? AND organization_id = ?
       ORDER BY id DESC LIMIT ?`,
      [subjectType, subjectId, organizationId, limit],
    );
    return this.named(rows);
  }

  /** What was done in the organization lately, newest first. */
  async recent(organizationId: string, limit: number): Promise<TrailEvent[]> {
    const rows = await this.database.rows<Row>(
      `SELECT ${COLUMNS} FROM audit_event WHERE organization_id = ? ORDER BY id DESC LIMIT ?`,
      [organizationId, limit],
    );
    return this.named(rows);
  }

  private async named(rows: readonly Row[]): Promise<TrailEvent[]> {
    const ids = rows.map(({ staffId }) => staffId).filter((id) => id !== null);
    const names = await this.staff.names(ids);
    const partnerIds = rows.map(({ partnerPersonId }) => partnerPersonId).filter((id) => id !== null);
    const partnerNames = await this.partners.peopleNames(partnerIds);
    return rows.map(({ staffId, partnerPersonId, beforeState, afterState, ...row }) => ({
      ...row,
      id: String(row.id),
      who: names.get(staffId ?? '') ?? partnerNames.get(partnerPersonId ?? '') ?? null,
      ofPartner: partnerPersonId !== null,
      before: stateOf(beforeState),
      after: stateOf(afterState),
    }));
  }
}

/** MySQL gives JSON columns parsed, MariaDB as text. */
function stateOf(value: unknown): Readonly<Record<string, unknown>> {
  const state: unknown = typeof value === 'string' ? JSON.parse(value) : value;
  return typeof state === 'object' && state !== null ? { ...state } : {};
}
