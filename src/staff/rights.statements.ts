import type { Tx } from '../platform/database/database.js';
import type { Holders } from './rights.js';

/**
 * Locks all that is held in an organization, so that two changes of rights there come one after the other: of two
 * people who each take away one of three approvers, the second sees what the first left.
 */
export async function lockRights(tx: Tx, organizationIds: readonly string[]): Promise<void> {
  await tx.query(
    `SELECT staff_id FROM staff_role WHERE organization_id IN (?)
      ORDER BY organization_id, staff_id, role FOR UPDATE`,
    [[...organizationIds].sort()],
  );
}

/** People who may enter and hold the roles that an organization cannot do without. */
export async function holdersIn(tx: Tx, organizationId: string): Promise<Holders> {
  const rows: { role: string; n: string }[] = await tx.query(
    `SELECT r.role, COUNT(*) AS n FROM staff_role r
       JOIN staff_member m ON m.id = r.staff_id AND m.disabled_at IS NULL
      WHERE r.organization_id = ? AND r.role IN ('administrator', 'approver') GROUP BY r.role`,
    [organizationId],
  );
  const of = (role: string) => Number(rows.find((row) => row.role === role)?.n ?? 0);
  return { administrators: of('administrator'), approvers: of('approver') };
}

/** Whether somebody is an administrator of the organization now, and not shut out. */
export async function isAdministrator(tx: Tx, organizationId: string, staffId: string): Promise<boolean> {
  const rows: object[] = await tx.query(
    `SELECT 1 FROM staff_role r JOIN staff_member m ON m.id = r.staff_id AND m.disabled_at IS NULL
      WHERE r.organization_id = ? AND r.staff_id = ? AND r.role = 'administrator' LOCK IN SHARE MODE`,
    [organizationId, staffId],
  );
  return rows.length > 0;
}

/**
 * Where a person works: all organizations, and whether one of them is neither this one nor a chapter of it. What
 * concerns the whole account is then not this organization's to decide, or a chapter could open its society's doors.
 */
export async function placesOf(
  tx: Tx,
  staffId: string,
  organizationId: string,
): Promise<{ organizationIds: string[]; elsewhere: boolean }> {
  const rows: { id: string; parentId: string | null }[] = await tx.query(
    `SELECT DISTINCT o.id, o.parent_id AS parentId FROM staff_role r
       JOIN organization o ON o.id = r.organization_id WHERE r.staff_id = ?`,
    [staffId],
  );
  return {
    organizationIds: rows.map(({ id }) => id),
    elsewhere: rows.some(({ id, parentId }) => id !== organizationId && parentId !== organizationId),
  };
}
