/** The six roles of the console; each is held per organization. */
export const ROLES = [
  'clerk',
  'approver',
  'editor',
  'partner-manager',
  'supervisor',
  'administrator',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles whose holder must show a second factor at every login, whichever organization the role is in. */
const SECOND_FACTOR: readonly Role[] = ['approver'];

/** A role held in an organization. */
export interface Assignment {
  readonly organizationId: string;
  readonly role: Role;
}

/** What a staff member is inside one organization: the roles that count there, and whether they may only look. */
export interface Standing {
  readonly roles: readonly Role[];
  readonly readOnly: boolean;
}

/** The organization whose door somebody stands at: a chapter knows its society as `parentId`. */
export interface Doorway {
  readonly id: string;
  readonly parentId: string | null;
}

/**
 * What somebody is in an organization, or null for a stranger. Own roles count as they are. Roles in the parent
 * society open the chapter for reading only; a chapter's roles open nothing of its society or of other chapters.
 */
export function standingIn(assignments: readonly Assignment[], organization: Doorway): Standing | null {
  const own = rolesOf(assignments, organization.id);
  if (own.length > 0) return { roles: own, readOnly: own.every((role) => role === 'supervisor') };
  const above = organization.parentId === null ? [] : rolesOf(assignments, organization.parentId);
  return above.length > 0 ? { roles: above, readOnly: true } : null;
}

/** Whether that standing opens a route that names `allowed` roles; one that changes something needs more than a reader. */
export function mayEnter(standing: Standing, allowed: readonly Role[], changes: boolean): boolean {
  return standing.roles.some((role) => allowed.includes(role)) && !(changes && standing.readOnly);
}

/** Whether the holder of these roles must show a second factor. */
export function needsSecondFactor(assignments: readonly Assignment[]): boolean {
  return assignments.some(({ role }) => SECOND_FACTOR.includes(role));
}

function rolesOf(assignments: readonly Assignment[], organizationId: string): Role[] {
  return ROLES.filter((role) =>
    assignments.some((held) => held.organizationId === organizationId && held.role === role),
  );
}
