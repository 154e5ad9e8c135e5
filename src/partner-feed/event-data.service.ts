import { Injectable } from '@nestjs/common';
import { withPrefix } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { ProgressQueries, progressAnswer } from '../progress/progress.queries.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectUpdatesQueries } from '../projects/project-updates.queries.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import type { EventData, EventKind } from './partner-event.js';

/** What an event says, and what it is about. */
export interface EventContent {
  readonly organizationId: string;
  readonly projectId: string | null;
  readonly channelId: string | null;
  readonly data: EventData;
}

/** Makes the `data` of events: only what is public, or the partner's own. */
@Injectable()
export class EventDataMaker {
  constructor(
    private readonly projects: ProjectsQueries,
    private readonly updates: ProjectUpdatesQueries,
    private readonly progress: ProgressQueries,
    private readonly config: Config,
  ) {}

  /** The public numbers of projects, by project id: what `…/progress` answers, and the project's address. */
  async progressOf(projectIds: readonly string[]): Promise<Map<string, EventContent>> {
    const projects = (await this.projects.byIds(projectIds)).filter(({ state }) => state !== 'draft');
    const numbers = await this.progress.ofProjects(projects);
    const found = new Map<string, EventContent>();
    for (const project of projects) {
      const its = numbers.get(project.id);
      if (!its) continue;
      found.set(
        project.id,
        this.about(project, { ...progressAnswer(project, its), ...this.addressOf(project) }),
      );
    }
    return found;
  }

  /** A project that was published or closed; null when there is none such. */
  async project(projectId: string): Promise<EventContent | null> {
    const [project] = await this.projects.byIds([projectId]);
    if (!project || project.state === 'draft') return null;
    return this.about(project, {
      project: project.slug,
      name: { zh: project.nameZh, en: project.nameEn },
      currency: project.currency,
      goal: project.goal?.toString() ?? null,
      published_at: project.publishedAt?.toISOString() ?? null,
      closed_at: project.closedAt?.toISOString() ?? null,
      version: project.version,
      ...this.addressOf(project),
    });
  }

  /**
   * A project's update in its latest wording. One that was withdrawn is not told any more, except that it was, and then
   * without its words.
   */
  async update(updateId: string, kind: EventKind): Promise<EventContent | null> {
    const update = await this.updates.byId(updateId);
    const [project] = update ? await this.projects.byIds([update.projectId]) : [];
    const isWithdrawn = update?.state === 'withdrawn';
    if (!update || !project || update.number === null || isWithdrawn !== (kind === 'update.withdrawn'))
      return null;
    const { titleZh, titleEn, withdrawnNoteZh, withdrawnNoteEn } = update;
    return this.about(project, {
      ...{ project: project.slug, project_id: withPrefix('prj', project.id) },
      ...{ update: withPrefix('upd', update.id), number: update.number, revision: update.revision },
      title: isWithdrawn ? null : { zh: titleZh, en: titleEn },
      note: isWithdrawn ? { zh: withdrawnNoteZh, en: withdrawnNoteEn } : null,
      published_at: update.publishedAt?.toISOString() ?? null,
      revised_at: update.revisedAt?.toISOString() ?? null,
      withdrawn_at: update.withdrawnAt?.toISOString() ?? null,
      url: new URL(`/projects/${project.slug}/updates/${update.number}`, this.config.PUBLIC_URL).href,
    });
  }

  /** A test that reached the endpoint. */
  ping(endpointId: string): EventData {
    return { endpoint: withPrefix('whk', endpointId) };
  }

  private about(project: Project, data: EventData): EventContent {
    return { organizationId: project.organizationId, projectId: project.id, channelId: null, data };
  }

  private addressOf({ id, slug }: Project): { project_id: string; url: string } {
    return {
      project_id: withPrefix('prj', id),
      url: new URL(`/projects/${slug}`, this.config.PUBLIC_URL).href,
    };
  }
}
