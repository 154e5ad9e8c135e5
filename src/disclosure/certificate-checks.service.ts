import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import type { Organization } from '../organizations/organization.entity.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { type CertificateObstacle, certificateObstacles, networkOf } from './certificate.js';
import { CertificateCheck } from './certificate-check.entity.js';

export { CERTIFICATE_OBSTACLES, CHARITY_REGISTER } from './certificate.js';

/** What a check finds: the project, its legal receiver, and what stands in the way on that day. */
export interface CertificateFinding {
  readonly project: Project;
  readonly organization: Organization;
  /** Day of the check in the society's zone. */
  readonly on: string;
  readonly obstacles: readonly CertificateObstacle[];
}

/** Who asks: the id of a partner's key, or else an address, of which only the network is kept. */
export interface Asking {
  readonly keyId: string | null;
  readonly address: string;
}

/** Answers media whether a project may be published as an appeal, and keeps each answer as proof that they asked. */
@Injectable()
export class CertificateChecks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
  ) {}

  /** Checks a public project; nothing is answered that is not kept. @throws Refusal not_found/project_not_found. */
  async check(slug: string, { keyId, address }: Asking): Promise<CertificateFinding> {
    const project = await this.projects.publicBySlug(slug);
    const organization = project && (await this.organizations.byId(project.organizationId));
    if (!project || !organization) throw new Refusal('not_found', 'project_not_found', { slug });
    const now = this.clock.now();
    const on = dayIn(now, organization.timeZone);
    const obstacles = certificateObstacles(project, organization, on, organization.timeZone);
    await this.database.inTransaction((tx) =>
      tx
        .createQueryBuilder()
        .insert()
        .into(CertificateCheck)
        .values({
          organizationId: organization.id,
          projectId: project.id,
          checkedAt: now,
          partnerKeyId: keyId,
          network: keyId === null ? networkOf(address) : null,
          valid: obstacles.length === 0,
          reasons: obstacles.join(','),
        })
        .updateEntity(false)
        .execute(),
    );
    return { project, organization, on, obstacles };
  }
}
