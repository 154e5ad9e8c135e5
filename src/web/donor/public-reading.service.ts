import { Injectable } from '@nestjs/common';
import { DonationsQueries, type PublicGift } from '../../donations/donations.queries.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import { ProgressQueries, type ProjectWithNumbers } from '../../progress/progress.queries.js';
import { ShortMemory } from './short-memory.js';

/** How old what public pages show may be; a gift's own page never comes from here. */
const FRESH_MS = 300;
const LATEST_GIFTS = 8;

/** Everything that a project's page shows, in no language yet. */
export interface ProjectReading extends ProjectWithNumbers {
  readonly organization: Organization;
  readonly executor: Organization | null;
  readonly latest: readonly PublicGift[];
}

/** What public pages are made from, read a few times a second at most, however many readers there are. */
@Injectable()
export class PublicReading {
  private readonly projectMemory = new ShortMemory<ProjectReading | null>(FRESH_MS);
  private readonly listMemory = new ShortMemory<readonly ProjectWithNumbers[]>(FRESH_MS, 1);
  private readonly organizationMemory = new ShortMemory<Organization | null>(FRESH_MS);

  constructor(
    private readonly progress: ProgressQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly donations: DonationsQueries,
  ) {}

  /** All public projects in the public order. */
  projects(): Promise<readonly ProjectWithNumbers[]> {
    return this.listMemory.get('', () => this.progress.publicList());
  }

  /** A public project by its slug; null for a draft or an unknown one. */
  project(slug: string): Promise<ProjectReading | null> {
    return this.projectMemory.get(slug, () => this.readProject(slug));
  }

  organization(id: string): Promise<Organization | null> {
    return this.organizationMemory.get(id, () => this.organizations.byId(id));
  }

  private async readProject(slug: string): Promise<ProjectReading | null> {
    const [found] = await this.progress.bySlugs([slug]);
    if (!found) return null;
    const { project } = found;
    const [organization, executor, latest] = await Promise.all([
      this.organization(project.organizationId),
      project.executorOrganizationId ? this.organization(project.executorOrganizationId) : null,
      this.donations.latestPublic(project.id, LATEST_GIFTS),
    ]);
    if (!organization) throw new Error(`project ${project.id} has no organization`);
    return { ...found, organization, executor, latest };
  }
}
