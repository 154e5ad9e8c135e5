import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { PROJECT_TRANSITIONS, Project } from './project.entity.js';
import {
  changesBetween,
  EMPTY_FIELDS,
  fieldProblems,
  fieldsOf,
  frozenProblems,
  type ProjectFields,
} from './project.fields.js';
import { publishingObstacles } from './project.js';
import { ProjectFunds } from './project-funds.service.js';
import { type Actor, ProjectTrail } from './project-trail.service.js';
import {
  changedMeanwhile,
  invalidProject,
  noSuchProject,
  notClosable,
  notPublishable,
  slugTaken,
} from './projects.errors.js';
import { PROJECT_CLOSED, PROJECT_PUBLISHED, projectEvent } from './projects.outbox.js';

/** What makes a new project; what is left out is empty. Organization and currency stay for good. */
export type NewProject = Pick<ProjectFields, 'slug' | 'nameZh' | 'nameEn'> &
  Partial<ProjectFields> & {
    readonly organizationId: string;
    readonly currency: string;
    /** Whether gifts are bound to the project's purpose (default) or free (非定向). */
    readonly fundKind?: 'restricted' | 'unrestricted';
  };

/** Use cases of projects. Each change raises the version by one and leaves an audit event. */
@Injectable()
export class Projects {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organizations: OrganizationsQueries,
    private readonly funds: ProjectFunds,
    private readonly trail: ProjectTrail,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Makes a draft with a fund of its own and returns its id.
   * @throws Refusal invalid `project_invalid` (naming the fields) · conflict `slug_taken`.
   */
  async create(actor: Actor, input: NewProject): Promise<string> {
    const { organizationId, currency, fundKind = 'restricted', ...given } = input;
    const fields = { ...EMPTY_FIELDS, ...given };
    await this.refuseUnusable(organizationId, { ...fields, currency });
    const id = newId();
    return this.refusingTakenSlug(fields.slug, async (tx) => {
      const fundId = await this.funds.open(tx, { organizationId, currency, fundKind, ...fields });
      await tx.insert(Project, {
        ...fields,
        id,
        organizationId,
        fundId,
        currency,
        state: 'draft',
        version: 1,
        createdAt: this.clock.now(),
      });
      await this.trail.record(tx, actor, 'project.created', { id, organizationId }, null, {
        ...fields,
        currency,
      });
      return id;
    });
  }

  /**
   * Changes fields; those left out stay. A published project keeps its slug, a closed one its terms too.
   * @param version the version that the editor saw.
   * @throws Refusal not_found · conflict `project_changed_meanwhile`, `slug_taken` · invalid `project_invalid`.
   */
  async edit(actor: Actor, id: string, version: number, changes: Partial<ProjectFields>): Promise<void> {
    const seen = await this.database.read.findOneBy(Project, { id });
    if (!seen) throw noSuchProject();
    await this.refuseUnusable(seen.organizationId, {
      ...fieldsOf(seen),
      ...changes,
      currency: seen.currency,
    });
    await this.refusingTakenSlug(changes.slug ?? seen.slug, async (tx) => {
      const project = await this.locked(tx, id);
      if (project.version !== version) throw changedMeanwhile();
      const fields = { ...fieldsOf(project), ...changes };
      const frozen = frozenProblems(project, fields);
      if (frozen.length > 0) throw invalidProject(frozen);
      const { before, after } = changesBetween(fieldsOf(project), fields);
      if (Object.keys(after).length === 0) return;
      await tx.update(Project, { id }, { ...after, version: version + 1 });
      await this.trail.record(tx, actor, 'project.edited', project, before, after);
    });
    this.trail.announce();
  }

  /**
   * Opens the project to the public, for good. @throws Refusal not_found · conflict `project_not_publishable`
   * whose fields carry every obstacle.
   */
  async publish(actor: Actor, id: string): Promise<void> {
    const seen = await this.database.read.findOneBy(Project, { id });
    const organization = seen && (await this.organizations.byId(seen.organizationId));
    if (!organization) throw noSuchProject();
    const publishedAt = this.clock.now();
    const today = dayIn(publishedAt, organization.timeZone);
    await this.move(actor, id, PROJECT_PUBLISHED, (project) => {
      const obstacles = publishingObstacles(project, organization, today);
      if (obstacles.length > 0) throw notPublishable(obstacles);
      return { state: 'published', publishedAt };
    });
  }

  /** Ends the appeal, for good; the page stays. @throws Refusal not_found · conflict `project_not_closable`. */
  async close(actor: Actor, id: string): Promise<void> {
    await this.move(actor, id, PROJECT_CLOSED, ({ state }) => {
      if (!mayMove(PROJECT_TRANSITIONS, state, 'closed')) throw notClosable(state);
      return { state: 'closed', closedAt: this.clock.now() };
    });
  }

  /** Moves a project, locked, to the state that `step` allows; told under the same name inside and outside. */
  private async move(
    actor: Actor,
    id: string,
    action: typeof PROJECT_PUBLISHED | typeof PROJECT_CLOSED,
    step: (project: Project) => Pick<Project, 'state'> & Partial<Project>,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const project = await this.locked(tx, id);
      const change = step(project);
      const [before, after] = [{ state: project.state }, { state: change.state }];
      await tx.update(Project, { id }, { ...change, version: project.version + 1 });
      await this.trail.record(tx, actor, action, project, before, after);
      await this.outbox.announce(tx, [projectEvent(action, project)]);
    });
    this.trail.announce();
  }

  private async locked(tx: Tx, id: string): Promise<Project> {
    const project = await tx.findOne(Project, { where: { id }, lock: { mode: 'pessimistic_write' } });
    if (!project) throw noSuchProject();
    return project;
  }

  private async refuseUnusable(
    organizationId: string,
    fields: ProjectFields & { currency: string },
  ): Promise<void> {
    const problems = fieldProblems(fields);
    if (fields.executorOrganizationId !== null && problems.length === 0) {
      const executor = await this.organizations.byId(fields.executorOrganizationId);
      if (executor?.parentId !== organizationId)
        problems.push({ field: 'executorOrganizationId', code: 'not_a_chapter' });
    }
    if (problems.length > 0) throw invalidProject(problems);
  }

  private async refusingTakenSlug<T>(slug: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    try {
      return await this.database.inTransaction(work);
    } catch (error) {
      if (isDuplicateKey(error)) throw slugTaken(slug);
      throw error;
    }
  }
}
