import { Injectable } from '@nestjs/common';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { Files } from '../../../platform/files/files.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { progressAnswer } from '../../../progress/progress.queries.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../../projects/project-updates.queries.js';
import { readableTime } from '../../ui/format.js';
import { words } from '../donor.words.js';
import { type ProjectReading, PublicReading } from '../public-reading.service.js';
import { ShortMemory } from '../short-memory.js';
import { inWords } from '../view-making.js';
import { Visits } from '../visits.service.js';
import type { FeedContent, FeedItem } from './feed-content.js';
import { updatePath, wordingIn } from './update-views.js';

/** How many of the newest updates a feed holds. */
const ITEMS_MAX = 20;
/** How old the updates of a feed may be: readers of feeds come by the hour, all at once. */
const FRESH_MS = 1_000;

interface FeedUpdates {
  readonly updates: readonly ProjectUpdate[];
  readonly files: ReadonlyMap<string, { readonly contentType: string; readonly size: number }>;
}

/** What a project's feeds say. */
@Injectable()
export class Feeds {
  private readonly memory = new ShortMemory<FeedUpdates>(FRESH_MS, 200);

  constructor(
    private readonly reading: PublicReading,
    private readonly updates: ProjectUpdatesQueries,
    private readonly files: Files,
    private readonly visits: Visits,
  ) {}

  /** The feed of a public project in one language, at this address; null for a draft or an unknown slug. */
  async of(slug: string, locale: Locale, selfPath: string): Promise<FeedContent | null> {
    const found = await this.reading.project(slug);
    if (!found) return null;
    const { project, numbers, organization } = found;
    const here = this.visits.publicUrl;
    const { updates, files } = await this.memory.get(project.id, () => this.read(project.id));
    return {
      title: inWords(locale, project.nameZh, project.nameEn),
      summary: inWords(locale, project.summaryZh, project.summaryEn),
      progressLine: progressLine(found, locale),
      progress: progressAnswer(project, numbers),
      locale,
      pageUrl: `${here}/projects/${slug}`,
      selfUrl: here + selfPath,
      pictureUrl: project.pictureFileId
        ? `${here}/projects/${slug}/picture/${withPrefix('fil', project.pictureFileId)}`
        : null,
      docsUrl: `${here}/api/docs`,
      publisher: {
        name: inWords(locale, organization.nameZh, organization.nameEn),
        url: `${here}/organizations/${organization.slug}`,
      },
      items: updates.map((update) => this.item(slug, update, files, locale)),
    };
  }

  private async read(projectId: string): Promise<FeedUpdates> {
    const { updates } = await this.updates.published(projectId, { limit: ITEMS_MAX });
    const files = await this.files.facts(updates.flatMap(({ pictureFileId }) => pictureFileId ?? []));
    return { updates, files };
  }

  private item(slug: string, update: ProjectUpdate, files: FeedUpdates['files'], locale: Locale): FeedItem {
    const here = this.visits.publicUrl;
    const { title, text, picture, lang } = wordingIn(slug, update, locale);
    const file = update.pictureFileId === null ? undefined : files.get(update.pictureFileId);
    const publishedAt = update.publishedAt ?? update.createdAt;
    return {
      guid: `urn:boai:${withPrefix('upd', update.id)}`,
      url: here + updatePath(slug, update.number ?? 0),
      title,
      text,
      language: lang ?? locale,
      picture:
        picture && file
          ? { url: here + picture.href, alt: picture.alt, contentType: file.contentType, bytes: file.size }
          : null,
      publishedAt,
      revisedAt: update.revisedAt ?? publishedAt,
    };
  }
}

function progressLine({ project, numbers, organization }: ProjectReading, locale: Locale): string {
  const { currency, goal } = project;
  const raised = readableMoney({ amount: numbers.raised, currency }, locale);
  const figures =
    goal === null
      ? words(locale, 'feed.raised', { raised })
      : words(locale, 'feed.raised.goal', {
          raised,
          goal: readableMoney({ amount: goal, currency }, locale),
        });
  const asOf = words(locale, 'progress.asof', {
    time: readableTime(numbers.asOf, locale, organization.timeZone),
    seq: numbers.ledgerSeq.toString(),
  });
  return locale === 'en' ? `${figures}, ${asOf}` : `${figures}，${asOf}`;
}
