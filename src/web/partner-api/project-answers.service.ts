import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/errors.js';
import { withPrefix } from '../../kernel/ids.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import { Config } from '../../platform/config/config.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { ProgressQueries, type ProjectNumbers, progressAnswer } from '../../progress/progress.queries.js';
import type { Project } from '../../projects/project.entity.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';
import type { OrganizationAnswer, ProjectAnswer, ProjectPage, ProjectSummary } from './answers.js';
import { localized } from './localized.js';
import { readCursor, writeCursor } from './page-cursor.js';
import type { ProjectsQuestion } from './projects-question.js';

/** Puts public projects into the words of the API. */
@Injectable()
export class ProjectAnswers {
  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
    private readonly progress: ProgressQueries,
  ) {}

  /** @throws Refusal malformed `bad_cursor` when the cursor is not ours for this question. */
  async page({ state, limit, cursor }: ProjectsQuestion): Promise<ProjectPage> {
    const question = `projects:${state ?? 'all'}`;
    const after = cursor === undefined ? undefined : positionOf(readCursor(this.secrets, cursor, question));
    const states = state ? [state] : (['published', 'closed'] as const);
    const found = await this.projects.publicPage({ states, after, limit: limit + 1 });
    const shown = found.slice(0, limit);
    const numbers = await this.progress.ofProjects(shown);
    const organizations = await this.named(shown.map(({ organizationId }) => organizationId));
    const last = shown.at(-1);
    const more = found.length > limit;
    return {
      data: shown.map((project) => this.summary(project, numbers.get(project.id), organizations)),
      next_cursor:
        more && last?.publishedAt
          ? writeCursor(this.secrets, `${last.publishedAt.getTime()}.${last.id}`, question)
          : null,
      has_more: more,
    };
  }

  /** @throws Refusal not_found/project_not_found. */
  async one(slug: string): Promise<ProjectAnswer> {
    const [found] = await this.progress.bySlugs([slug]);
    if (!found) throw new Refusal('not_found', 'project_not_found', { slug });
    const { project } = found;
    const { organizationId, executorOrganizationId } = project;
    const organizations = await this.named([
      organizationId,
      ...(executorOrganizationId ? [executorOrganizationId] : []),
    ]);
    const executor = executorOrganizationId ? organizations.get(executorOrganizationId) : undefined;
    return {
      ...this.summary(project, found.numbers, organizations),
      story: localized(project.storyZh, project.storyEn),
      executor: executor ?? null,
      filing_no: project.filingNo,
      starts_on: project.startsOn,
      ends_on: project.endsOn,
      picture_alt: localized(project.pictureAltZh, project.pictureAltEn),
    };
  }

  private summary(
    project: Project,
    numbers: ProjectNumbers | undefined,
    organizations: ReadonlyMap<string, OrganizationAnswer>,
  ): ProjectSummary {
    const organization = organizations.get(project.organizationId);
    if (!organization || !numbers || project.state === 'draft')
      throw new Error('a public project has an organization, numbers and is no draft');
    return {
      id: withPrefix('prj', project.id),
      slug: project.slug,
      state: project.state,
      emergency: project.emergency,
      name: localized(project.nameZh, project.nameEn),
      summary: localized(project.summaryZh, project.summaryEn),
      organization,
      url: new URL(`/projects/${project.slug}`, this.config.PUBLIC_URL).href,
      picture:
        project.pictureFileId &&
        new URL(
          `/projects/${project.slug}/picture/${withPrefix('fil', project.pictureFileId)}`,
          this.config.PUBLIC_URL,
        ).href,
      published_at: (project.publishedAt ?? project.createdAt).toISOString(),
      progress: progressAnswer(project, numbers),
    };
  }

  private async named(ids: readonly string[]): Promise<Map<string, OrganizationAnswer>> {
    const found = await Promise.all([...new Set(ids)].map((id) => this.organizations.byId(id)));
    const named = found.filter((each): each is Organization => each !== null);
    return new Map(
      named.map(({ id, slug, nameZh, nameEn }) => [id, { slug, name: localized(nameZh, nameEn) }]),
    );
  }
}

/** Where a page ended: moment of publishing in milliseconds, and id. */
function positionOf(text: string): { publishedAt: Date; id: string } {
  const [millis = '', id = ''] = text.split('.');
  return { publishedAt: new Date(Number(millis)), id };
}
