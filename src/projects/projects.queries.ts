import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { Project } from './project.entity.js';

/** Read models of projects. Drafts are seen by staff only: public methods never return one. */
@Injectable()
export class ProjectsQueries {
  constructor(private readonly database: Database) {}

  byId(id: string): Promise<Project | null> {
    return this.database.read.findOneBy(Project, { id });
  }

  bySlug(slug: string): Promise<Project | null> {
    return this.database.read.findOneBy(Project, { slug });
  }

  /** A published or closed project by its slug; null for a draft. */
  publicBySlug(slug: string): Promise<Project | null> {
    return this.database.read.findOneBy(Project, { slug, state: In(['published', 'closed']) });
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

  /** All projects of these organizations, drafts included, newest first: for their staff. */
  async ofOrganization(organizationIds: readonly string[]): Promise<Project[]> {
    if (organizationIds.length === 0) return [];
    return this.database.read.find(Project, {
      where: { organizationId: In([...organizationIds]) },
      order: { id: 'DESC' },
    });
  }

  /** The project whose money a fund keeps, or null. */
  byFund(fundId: string): Promise<Project | null> {
    return this.database.read.findOneBy(Project, { fundId });
  }
}
