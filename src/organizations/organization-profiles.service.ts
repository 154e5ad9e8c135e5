import { Injectable } from '@nestjs/common';
import { Refusal } from '../kernel/errors.js';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import { Organization } from './organization.entity.js';
import { type OrganizationProfile, profileOf, profileProblems } from './organization-profile.js';

/** What an organization says of itself: changed by its administrators, each change kept in the audit trail. */
@Injectable()
export class OrganizationProfiles {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
  ) {}

  /**
   * Puts `wanted` in the place of the profile. The same once more changes nothing.
   * @throws Refusal invalid `organization_invalid` (naming the fields).
   */
  async edit(
    { staffId, organizationId }: { readonly staffId: string | null; readonly organizationId: string },
    wanted: OrganizationProfile,
  ): Promise<void> {
    const problems = profileProblems(wanted);
    if (problems.length > 0) throw new Refusal('invalid', 'organization_invalid', {}, problems);
    await this.database.inTransaction(async (tx) => {
      const organization = await tx.findOneOrFail(Organization, {
        where: { id: organizationId },
        lock: { mode: 'pessimistic_write' },
      });
      const now = profileOf(organization);
      const changed = (Object.keys(wanted) as (keyof OrganizationProfile)[]).filter(
        (field) => wanted[field] !== now[field],
      );
      if (changed.length === 0) return;
      const pick = (of: OrganizationProfile) =>
        Object.fromEntries(changed.map((field) => [field, of[field]]));
      await tx.update(Organization, { id: organizationId }, pick(wanted));
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'organization.edited' },
        ...{ subjectType: 'organization', subjectId: organizationId },
        ...{ before: pick(now), after: pick(wanted) },
      });
    });
  }
}
