import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import type { Tx } from '../database/database.js';
import { currentRequest } from '../http/request-context.js';

/** Who did what to which thing. `before`/`after`: only what changed, never passwords, keys or donors' data. */
export interface AuditEvent {
  readonly organizationId: string | null;
  readonly staffId: string | null;
  /** Somebody of a partner; absent or null = nobody of a partner. */
  readonly partnerPersonId?: string | null;
  /** Like 'project.published'. */
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly before?: Readonly<Record<string, unknown>> | null;
  readonly after?: Readonly<Record<string, unknown>> | null;
}

/** The append-only record of what staff and partners' people did (the database refuses to change or remove rows). */
@Injectable()
export class Audit {
  constructor(private readonly clock: Clock) {}

  /** Writes one audit event in the database transaction of the change itself. bigint values become strings. */
  async record(tx: Tx, event: AuditEvent): Promise<void> {
    await tx.query(
      `INSERT INTO audit_event (organization_id, staff_id, partner_person_id, action, subject_type, subject_id,
         before_state, after_state, request_id, occurred_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        event.organizationId,
        event.staffId,
        event.partnerPersonId ?? null,
        event.action,
        event.subjectType,
        event.subjectId,
        json(event.before),
        json(event.after),
        currentRequest()?.requestId ?? null,
        this.clock.now(),
      ],
    );
  }
}

function json(state: Readonly<Record<string, unknown>> | null | undefined): string | null {
  if (!state) return null;
  return JSON.stringify(state, (_, value) => (typeof value === 'bigint' ? value.toString() : value));
}
