import { Injectable } from '@nestjs/common';
import { In, MoreThan } from 'typeorm';
import { Database } from '../platform/database/database.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import type { ProjectNumbers } from './numbers.js';
import { noGiftsYet } from './progress-answer.js';
import { ProjectProgress } from './project-progress.entity.js';

export { changeBy } from './effect.js';
export type { ProjectNumbers } from './numbers.js';
export { type ProgressAnswer, progressAnswer } from './progress-answer.js';

/** A public project with its numbers. */
export interface ProjectWithNumbers {
  readonly project: Project;
  readonly numbers: ProjectNumbers;
}

/** Read models of progress, straight from the database; web processes answer from `ProgressFeed`. */
@Injectable()
export class ProgressQueries {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
  ) {}

  /** A project's numbers; all zero at ledger number 0 before its first gift, null when there is no such project. */
  async ofProject(projectId: string): Promise<ProjectNumbers | null> {
    const numbers = await this.database.read.findOneBy(ProjectProgress, { projectId });
    if (numbers) return numbers;
    const project = await this.projects.byId(projectId);
    return project && noGiftsYet(project);
  }

  /** The numbers of these projects, by project id. */
  async ofProjects(projects: readonly Project[]): Promise<Map<string, ProjectNumbers>> {
    if (projects.length === 0) return new Map();
    const rows = await this.database.read.findBy(ProjectProgress, {
      projectId: In(projects.map(({ id }) => id)),
    });
    const known = new Map<string, ProjectNumbers>(rows.map((row) => [row.projectId, row]));
    return new Map(projects.map((project) => [project.id, known.get(project.id) ?? noGiftsYet(project)]));
  }

  /** All public projects with their numbers, in the public order. */
  async publicList(): Promise<ProjectWithNumbers[]> {
    const projects = await this.projects.publicList();
    const numbers = await this.ofProjects(projects);
    return projects.map((project) => ({ project, numbers: numbers.get(project.id) ?? noGiftsYet(project) }));
  }

  /** Those of these slugs that are public projects, with their numbers, in the order asked for. */
  async bySlugs(slugs: readonly string[]): Promise<ProjectWithNumbers[]> {
    const found = await this.projects.publicBySlugs(slugs);
    const numbers = await this.ofProjects(found);
    const bySlug = new Map(found.map((project) => [project.slug, project]));
    return slugs.flatMap((slug) => {
      const project = bySlug.get(slug);
      return project ? [{ project, numbers: numbers.get(project.id) ?? noGiftsYet(project) }] : [];
    });
  }

  /** Numbers that changed after `updatedSeq`, in the order in which they became visible. */
  changedAfter(updatedSeq: bigint): Promise<ProjectProgress[]> {
    return this.database.read.find(ProjectProgress, {
      where: { updatedSeq: MoreThan(updatedSeq) },
      order: { updatedSeq: 'ASC' },
    });
  }

  /** Ledger numbers, over all organizations, that the public numbers do not contain yet. */
  async numbersBehind(): Promise<number> {
    const [row] = await this.database.rows<{ behind: string | null }>(
      `SELECT SUM(n.last_seq - COALESCE(c.ledger_seq, 0)) AS behind
         FROM ledger_numbering n LEFT JOIN progress_cursor c ON c.organization_id = n.organization_id`,
    );
    return Number(row?.behind ?? 0);
  }
}
