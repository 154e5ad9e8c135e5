import type { Tx } from '../database/database.js';
import type { Approval } from './approval.entity.js';
import type { Operation } from './operations.js';

/**
 * Which of these people may answer requests of the organization now: they hold the role approver in it and are not
 * shut out. The platform asks the two tables of the staff room by SQL, since it stands below that room and a caller's
 * list could be forgotten or stale. The share lock makes a demotion wait for this database transaction, or this one
 * for the demotion.
 */
export async function entitledOf(
  tx: Tx,
  organizationId: string,
  staffIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (staffIds.length === 0) return new Set();
  const rows: { id: string }[] = await tx.query(
    `SELECT m.id FROM staff_member m
       JOIN staff_role r ON r.staff_id = m.id AND r.organization_id = ? AND r.role = 'approver'
      WHERE m.id IN (?) AND m.disabled_at IS NULL LOCK IN SHARE MODE`,
    [organizationId, staffIds],
  );
  return new Set(rows.map(({ id }) => id));
}

type Due = Pick<Approval, 'id' | 'organizationId' | 'operation'>;

/** At most this many requests end in one database transaction. */
const DUE_MAX = 200;

/** Marks requests whose time is over as expired and returns them: all organizations', or those about one thing. */
export async function expireDue(
  tx: Tx,
  now: Date,
  only?: { organizationId: string; operation: Operation; subjectId: string },
): Promise<Due[]> {
  const about = only ? ' AND organization_id = ? AND operation = ? AND open_subject_id = ?' : '';
  const due: Due[] = await tx.query(
    `SELECT id, organization_id AS organizationId, operation FROM approval
      WHERE state IN ('waiting', 'approved') AND expires_at <= ?${about}
      ORDER BY id LIMIT ${DUE_MAX} FOR UPDATE`,
    [now, ...(only ? [only.organizationId, only.operation, only.subjectId] : [])],
  );
  if (due.length > 0)
    await tx.query("UPDATE approval SET state = 'expired', decided_at = ? WHERE id IN (?)", [
      now,
      due.map(({ id }) => id),
    ]);
  return due;
}
