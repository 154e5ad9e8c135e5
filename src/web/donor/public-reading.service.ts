import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type ProjectSpending, PublicSpending } from '../../disclosure/project-spending.queries.js';
import { PUBLIC_WORDS_CHANGED } from '../../donations/public-words.queries.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import { connectionLost } from '../../platform/database/database-errors.js';
import { Doorbell } from '../../platform/jobs/doorbell.js';
import { ProgressQueries, type ProjectWithNumbers } from '../../progress/progress.queries.js';
import { ProgressFeed } from '../../progress/progress-feed.service.js';
import { type PublicGift, PublicGiftsQueries } from '../../progress/public-gifts.queries.js';
import { type Preset, ProjectPresets } from '../../projects/project-presets.service.js';
import type { ProjectUpdate } from '../../projects/project-update.entity.js';
import { PROJECT_UPDATES_CHANGED, ProjectUpdatesQueries } from '../../projects/project-updates.queries.js';
import { ShortMemory } from './short-memory.js';

/** How old lists of projects, and projects that the feed does not know yet, may be. */
const FRESH_MS = 300;
/** How old an organization's name and certificate may be. */
const ORGANIZATION_MS = 5_000;
/**
 * How old what stands beside a project's numbers may be when they have not changed: the list of gifts cannot have
 * grown, but a donor's name may have been withdrawn from it, and the organization may have a new address. With 600
 * projects in use, each second that it may be older saves a tenth of all statements.
 */
const READING_MS = 20_000;
const LATEST_GIFTS = 8;
const LATEST_UPDATES = 3;

/** Everything that a project's page shows, in no language yet. */
export interface ProjectReading extends ProjectWithNumbers {
  readonly organization: Organization;
  readonly executor: Organization | null;
  readonly latest: readonly PublicGift[];
  readonly updates: readonly ProjectUpdate[];
  readonly presets: readonly Preset[];
  /** null for a draft, and while nobody knows. */
  readonly spending: ProjectSpending | null;
}

/**
 * What public pages are made from. A project and its numbers come from the feed that every web process keeps in
 * memory; what stands beside them is read anew when they have changed, for only then can the list of gifts have
 * grown, and now and then.
 */
@Injectable()
export class PublicReading implements OnModuleInit {
  private readonly newProjects = new ShortMemory<ProjectWithNumbers | null>(FRESH_MS);
  private readonly lists = new ShortMemory<readonly ProjectWithNumbers[]>(FRESH_MS, 1);
  private readonly organizationMemory = new ShortMemory<Organization | null>(ORGANIZATION_MS);
  private readonly spendingMemory = new ShortMemory<ProjectSpending | null>(READING_MS);
  private readonly updateMemory = new ShortMemory<readonly ProjectUpdate[]>(READING_MS);
  private readonly readings = new ShortMemory<ProjectReading, ProjectWithNumbers>(READING_MS);

  /** By project: what stood beside its numbers when the database last answered. */
  private readonly lastReadings = new Map<string, ProjectReading>();

  constructor(
    private readonly feed: ProgressFeed,
    private readonly progress: ProgressQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly gifts: PublicGiftsQueries,
    private readonly updates: ProjectUpdatesQueries,
    private readonly presets: ProjectPresets,
    private readonly spending: PublicSpending,
    private readonly doorbell: Doorbell,
  ) {}

  async onModuleInit(): Promise<void> {
    this.doorbell.on(PROJECT_UPDATES_CHANGED, () => {
      this.updateMemory.forget();
      this.readings.forget();
    });
    this.doorbell.on(PUBLIC_WORDS_CHANGED, () => {
      this.readings.forget();
      this.lastReadings.clear();
    });
    await this.feed.start();
  }

  /** All public projects in the public order. */
  projects(): Promise<readonly ProjectWithNumbers[]> {
    return this.lists.get('', () => this.progress.publicList());
  }

  /** A public project by its slug; null for a draft or an unknown one. */
  async project(slug: string): Promise<ProjectReading | null> {
    const found = this.feed.of(slug) ?? (await this.newProjects.get(slug, () => this.fromDatabase(slug)));
    if (!found) return null;
    return this.readings.get(found, () => this.complete(found).catch((error) => this.known(found, error)));
  }

  /** The same, past all memory: for a reader who is told that something has just changed. */
  async projectNow(slug: string): Promise<ProjectReading | null> {
    const found = await this.fromDatabase(slug);
    return found && this.complete(found);
  }

  /**
   * While the database is away: the numbers that memory has, beside what stood there last time. A page that nobody has
   * asked for yet has no list of gifts and updates then.
   */
  private known(found: ProjectWithNumbers, error: unknown): ProjectReading {
    if (!connectionLost(error)) throw error;
    const before = this.lastReadings.get(found.project.id);
    if (before) return { ...before, project: found.project, numbers: found.numbers };
    const { organizationId, executorOrganizationId } = found.project;
    const organization = this.organizationMemory.last(organizationId)?.value;
    if (!organization) throw error;
    const executor = executorOrganizationId && this.organizationMemory.last(executorOrganizationId)?.value;
    return {
      ...found,
      organization,
      executor: executor || null,
      latest: [],
      updates: [],
      presets: [],
      spending: null,
    };
  }

  private async complete({ project, numbers }: ProjectWithNumbers): Promise<ProjectReading> {
    const [organization, executor, latest, updates, presets, spending] = await Promise.all([
      this.organization(project.organizationId),
      project.executorOrganizationId ? this.organization(project.executorOrganizationId) : null,
      this.gifts.latest(project.id, LATEST_GIFTS),
      this.updateMemory.get(project.id, () => this.latestUpdates(project.id)),
      this.presets.ofProject(project.id),
      this.spendingMemory.get(project.id, () => this.spending.ofProject(project.id)),
    ]);
    if (!organization) throw new Error(`project ${project.id} has no organization`);
    const reading = { project, numbers, organization, executor, latest, updates, presets, spending };
    this.lastReadings.set(project.id, reading);
    return reading;
  }

  private async latestUpdates(projectId: string): Promise<readonly ProjectUpdate[]> {
    return (await this.updates.published(projectId, { limit: LATEST_UPDATES })).updates;
  }

  private organization(id: string): Promise<Organization | null> {
    return this.organizationMemory.get(id, () => this.organizations.byId(id));
  }

  private async fromDatabase(slug: string): Promise<ProjectWithNumbers | null> {
    const [found] = await this.progress.bySlugs([slug]);
    return found ?? null;
  }
}
