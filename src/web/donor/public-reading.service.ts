import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DonationsQueries, type PublicGift } from '../../donations/donations.queries.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import { ProgressQueries, type ProjectWithNumbers } from '../../progress/progress.queries.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { ShortMemory } from './short-memory.js';

/** How old what public pages show may be; a gift's own page never comes from here. */
const FRESH_MS = 300;
const LATEST_GIFTS = 8;
/** A project's list of gifts is as new as its ledger number; names in it may change without one. */
const LATEST_MS = 5_000;

/** Everything that a project's page shows, in no language yet. */
export interface ProjectReading extends ProjectWithNumbers {
  readonly organization: Organization;
  readonly executor: Organization | null;
  readonly latest: readonly PublicGift[];
}

/**
 * What public pages are made from. A project and its figures are those of the progress feed, the same that the API
 * shows; everything else is read a few times a second at most, however many readers there are.
 */
@Injectable()
export class PublicReading implements OnModuleInit {
  private readonly unknownMemory = new ShortMemory<ProjectWithNumbers | null>(FRESH_MS);
  private readonly latestMemory = new ShortMemory<readonly PublicGift[]>(LATEST_MS);
  private readonly listMemory = new ShortMemory<readonly ProjectWithNumbers[]>(FRESH_MS, 1);
  private readonly organizationMemory = new ShortMemory<Organization | null>(FRESH_MS);

  constructor(
    private readonly progress: ProgressQueries,
    private readonly feed: ProgressFeed,
    private readonly organizations: OrganizationsQueries,
    private readonly donations: DonationsQueries,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.feed.start();
  }

  /** All public projects in the public order. */
  projects(): Promise<readonly ProjectWithNumbers[]> {
    return this.listMemory.get('', () => this.progress.publicList());
  }

  /** A public project by its slug; null for a draft or an unknown one. */
  async project(slug: string): Promise<ProjectReading | null> {
    const found = this.feed.of(slug) ?? (await this.unknownMemory.get(slug, () => this.feed.find(slug)));
    if (!found) return null;
    const { project, numbers } = found;
    const [organization, executor, latest] = await Promise.all([
      this.organization(project.organizationId),
      project.executorOrganizationId ? this.organization(project.executorOrganizationId) : null,
      this.latestMemory.get(`${project.id}/${numbers.ledgerSeq}`, () =>
        this.donations.latestPublic(project.id, LATEST_GIFTS),
      ),
    ]);
    if (!organization) throw new Error(`project ${project.id} has no organization`);
    return { project, numbers, organization, executor, latest };
  }

  organization(id: string): Promise<Organization | null> {
    return this.organizationMemory.get(id, () => this.organizations.byId(id));
  }
}
