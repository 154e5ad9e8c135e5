import { newId } from '../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import type { Role } from '../../src/staff/roles.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import type { TestApp } from './app.js';

/** Somebody with one role in an organization. Returns their id. */
export function buildPerson(app: TestApp, organizationId: string, ...roles: Role[]): Promise<string> {
  return app.get(StaffMembers).create({
    loginName: `p-${newId()}`,
    displayName: '周静',
    roles: roles.map((role) => ({ organizationId, role })),
  });
}

/** The hash that the page of a request would send with a vote. */
export async function shownHash(app: TestApp, organizationId: string, approvalId: string): Promise<string> {
  const approval = await app.get(ApprovalsQueries).byId(organizationId, approvalId);
  if (!approval) throw new Error(`there is no approval ${approvalId}`);
  return approval.payloadSha256;
}
