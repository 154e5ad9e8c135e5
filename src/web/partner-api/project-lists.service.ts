import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/errors.js';
import { withPrefix } from '../../kernel/ids.js';
import { Config } from '../../platform/config/config.js';
import { Secrets } from '../../platform/secrets/secrets.js';
import { ProgressQueries } from '../../progress/progress.queries.js';
import { type PublicGift, PublicGiftsQueries } from '../../progress/public-gifts.queries.js';
import type { Project } from '../../projects/project.entity.js';
import type { ProjectUpdate } from '../../projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../projects/project-updates.queries.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';
import type {
  ProjectUpdateAnswer,
  ProjectUpdatePage,
  PublicGiftAnswer,
  PublicGiftPage,
} from './gift-answers.js';
import { localized } from './localized.js';
import { readCursor, writeCursor } from './page-cursor.js';
import type { PageQuestion } from './page-question.js';

/** How often a page is read anew when the project's numbers moved while it was read. */
const READINGS_MAX = 5;

/** The lists that belong to one public project: its gifts and what it tells of its work. */
@Injectable()
export class ProjectLists {
  constructor(
    private readonly config: Config,
    private readonly secrets: Secrets,
    private readonly projects: ProjectsQueries,
    private readonly progress: ProgressQueries,
    private readonly publicGifts: PublicGiftsQueries,
    private readonly projectUpdates: ProjectUpdatesQueries,
  ) {}

  /** A page of gifts, true at one ledger number. @throws Refusal project_not_found · bad_cursor. */
  async gifts(slug: string, { limit, cursor }: PageQuestion): Promise<PublicGiftPage> {
    const project = await this.publicProject(slug);
    const question = `gifts:${project.id}`;
    const after = cursor === undefined ? undefined : BigInt(readCursor(this.secrets, cursor, question));
    for (let reading = 1; ; reading += 1) {
      const before = await this.progress.ofProject(project.id);
      const { gifts, next } = await this.publicGifts.page(project.id, {
        limit,
        ...(after === undefined ? {} : { after }),
      });
      const now = await this.progress.ofProject(project.id);
      if (!before || !now) throw new Error('a public project has numbers');
      // The list and the numbers are kept in one database transaction; when neither moved they belong together.
      if (before.ledgerSeq !== now.ledgerSeq && reading < READINGS_MAX) continue;
      return {
        data: gifts.map(giftAnswer),
        next_cursor: next === null ? null : writeCursor(this.secrets, next.toString(), question),
        has_more: next !== null,
        ledger_seq: Number(before.ledgerSeq),
        as_of: before.asOf.toISOString(),
      };
    }
  }

  /** A page of published updates. @throws Refusal project_not_found · bad_cursor. */
  async updates(slug: string, { limit, cursor }: PageQuestion): Promise<ProjectUpdatePage> {
    const project = await this.publicProject(slug);
    const question = `updates:${project.id}`;
    const after = cursor === undefined ? undefined : Number(readCursor(this.secrets, cursor, question));
    const { updates, next } = await this.projectUpdates.published(project.id, { limit, after });
    return {
      data: updates.map((update) => this.updateAnswer(slug, update)),
      next_cursor: next === null ? null : writeCursor(this.secrets, String(next), question),
      has_more: next !== null,
    };
  }

  private async publicProject(slug: string): Promise<Project> {
    const project = await this.projects.publicBySlug(slug);
    if (!project) throw new Refusal('not_found', 'project_not_found', { slug });
    return project;
  }

  private updateAnswer(slug: string, update: ProjectUpdate): ProjectUpdateAnswer {
    const { number, publishedAt, revisedAt, pictureFileId } = update;
    if (number === null || publishedAt === null)
      throw new Error('a published update has a number and a moment');
    const url = (path: string) => new URL(`/projects/${slug}/${path}`, this.config.PUBLIC_URL).href;
    return {
      id: withPrefix('upd', update.id),
      number,
      title: localized(update.titleZh, update.titleEn),
      text: localized(update.textZh, update.textEn),
      picture: pictureFileId && url(`picture/${withPrefix('fil', pictureFileId)}`),
      picture_alt: localized(update.pictureAltZh, update.pictureAltEn),
      published_at: publishedAt.toISOString(),
      revised_at: (revisedAt ?? publishedAt).toISOString(),
      revision: update.revision,
      url: url(`updates/${number}`),
    };
  }
}

function giftAnswer({ code, label, message, amount, currency, at, seq }: PublicGift): PublicGiftAnswer {
  return {
    ...{ code, label, message, currency },
    amount: amount.toString(),
    at: at.toISOString(),
    ledger_seq: Number(seq),
  };
}
