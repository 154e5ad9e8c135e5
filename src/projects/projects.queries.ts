import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock, dayIn } from '../kernel/clock.js';
import { isSlug } from '../kernel/slug.js';
import type { Organization } from '../organizations/organization.entity.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import { Project } from './project.entity.js';
import {
  acceptsGifts,
  type GiftObstacle,
  type PublishingObstacle,
  type PublishingWarning,
  publishingObstacles,
  publishingWarnings,
} from './project.js';

export {
  acceptsGifts,
  type GiftObstacle,
  type PublishingObstacle,
  type PublishingWarning,
} from './project.js';
export { readBudget, readQuestions } from './project-budget.js';

export { PROJECTS_CHANGED } from './project-trail.service.js';

/** What an editor needs to see before publishing: the page's data, and what stands in the way. */
export interface ProjectPreview {
  readonly project: Project;
  readonly organization: Organization;
  readonly executor: Organization | null;
  readonly obstacles: readonly PublishingObstacle[];
  readonly warnings: readonly PublishingWarning[];
  /** Why the project takes no gift today, or null. */
  readonly gifts: GiftObstacle | null;
}

/** Which page of public projects is asked for. */
export interface PublicPage {
  readonly states: readonly ('published' | 'closed')[];
  readonly after?: { readonly publishedAt: Date; readonly id: string } | undefined;
  readonly limit: number;
}

/** Read models of projects. Drafts are seen by staff only: public methods never return one. */
@Injectable()
export class ProjectsQueries {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly clock: Clock,
  ) {}

  byId(id: string): Promise<Project | null> {
    return this.database.read.findOneBy(Project, { id });
  }

  /** These projects in any state, in no order. */
  async byIds(ids: readonly string[]): Promise<Project[]> {
    if (ids.length === 0) return [];
    return this.database.read.findBy(Project, { id: In([...ids]) });
  }

  async bySlug(slug: string): Promise<Project | null> {
    if (!isSlug(slug)) return null;
    return this.database.read.findOneBy(Project, { slug });
  }

  /** A published or closed project by its slug; null for a draft. */
  async publicBySlug(slug: string): Promise<Project | null> {
    if (!isSlug(slug)) return null;
    return this.database.read.findOneBy(Project, { slug, state: In(['published', 'closed']) });
  }

  /** Those of these slugs that are published or closed projects, in no order. */
  async publicBySlugs(slugs: readonly string[]): Promise<Project[]> {
    const possible = slugs.filter(isSlug);
    if (possible.length === 0) return [];
    return this.database.read.findBy(Project, { slug: In(possible), state: In(['published', 'closed']) });
  }

  /** Slug and version of every public project: says cheaply which of them have changed. */
  publicVersions(): Promise<Pick<Project, 'slug' | 'version'>[]> {
    return this.database.read.find(Project, {
      select: { slug: true, version: true },
      where: { state: In(['published', 'closed']) },
    });
  }

  /**
   * Projects as the public sees them: running emergency appeals, then other running ones, then closed ones;
   * in each group the newest first.
   */
  publicList(limit = 500): Promise<Project[]> {
    return this.database.read
      .createQueryBuilder(Project, 'project')
      .where("project.state IN ('published', 'closed')")
      .orderBy("project.state = 'published'", 'DESC')
      .addOrderBy("project.emergency AND project.state = 'published'", 'DESC')
      .addOrderBy('project.publishedAt', 'DESC')
      .addOrderBy('project.id', 'DESC')
      .take(limit)
      .getMany();
  }

  /** Public projects, the last published first, after a position: an order that no later change moves. */
  publicPage({ states, after, limit }: PublicPage): Promise<Project[]> {
    const query = this.database.read
      .createQueryBuilder(Project, 'project')
      .where('project.state IN (:...states)', { states: [...states] });
    if (after)
      query.andWhere('(project.publishedAt, project.id) < (:publishedAt, :id)', {
        publishedAt: after.publishedAt,
        id: after.id,
      });
    return query
      .orderBy('project.publishedAt', 'DESC')
      .addOrderBy('project.id', 'DESC')
      .take(limit)
      .getMany();
  }

  /** All projects of these organizations, drafts included, newest first: for their staff. */
  async ofOrganization(organizationIds: readonly string[]): Promise<Project[]> {
    if (organizationIds.length === 0) return [];
    return this.database.read.find(Project, {
      where: { organizationId: In([...organizationIds]) },
      order: { id: 'DESC' },
    });
  }

  /** A project in any state as its editor sees it, judged by today where the organization is; null = none such. */
  async preview(id: string): Promise<ProjectPreview | null> {
    const project = await this.byId(id);
    const organization = project && (await this.organizations.byId(project.organizationId));
    if (!project || !organization) return null;
    const { executorOrganizationId } = project;
    const { timeZone } = organization;
    const today = dayIn(this.clock.now(), timeZone);
    return {
      project,
      organization,
      executor:
        executorOrganizationId === null ? null : await this.organizations.byId(executorOrganizationId),
      obstacles: project.state === 'draft' ? publishingObstacles(project, organization, today) : [],
      warnings: publishingWarnings(project, today, timeZone),
      gifts: acceptsGifts(project, today, timeZone),
    };
  }
}
