import { readFile } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { ModerationQueries } from '../donations/moderation.queries.js';
import { Moderation } from '../donations/moderation.service.js';
import type { SetClock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { ProjectUpdates } from '../projects/project-updates.service.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { DEMO_UPDATES } from './demo-updates.js';

const DAY_MS = 86_400_000;
/** So many names and messages, the newest, still wait. */
const LEFT_WAITING = 6;
const EDITOR = 'editor@demo';

/** What the demonstration says in words: updates of its projects, and donors' names and messages that were approved. */
@Injectable()
export class DemoWords {
  constructor(
    private readonly database: Database,
    private readonly projects: ProjectsQueries,
    private readonly updates: ProjectUpdates,
    private readonly moderation: Moderation,
    private readonly queries: ModerationQueries,
  ) {}

  /** Publishes the updates, each on its day. The clock is left at the last of them. */
  async publish(clock: SetClock, present: Date): Promise<void> {
    const editor = { staffId: await this.editor() };
    for (const { project: slug, daysAgo, picture: name, ...texts } of DEMO_UPDATES) {
      clock.set(new Date(present.getTime() - daysAgo * DAY_MS));
      const project = await this.projects.bySlug(slug);
      if (!project) throw new Error(`the demonstration has no project ${slug}`);
      const { pictureAltZh, pictureAltEn } = project;
      const id = await this.updates.create(editor, project.id, {
        ...texts,
        ...(name ? { pictureAltZh, pictureAltEn } : { pictureAltZh: '', pictureAltEn: '' }),
        picture: name
          ? {
              name,
              contentType: 'image/webp',
              bytes: await readFile(new URL(`assets/${name}`, import.meta.url)),
            }
          : null,
      });
      await this.updates.publish(editor, { id, version: 1 });
    }
  }

  /** Approves what waits of an organization, but for the newest. */
  async approve(organizationId: string): Promise<void> {
    const { waiting } = await this.queries.counts(organizationId);
    const limit = Math.max(waiting - LEFT_WAITING, 0);
    const words = await this.queries.page(organizationId, 'waiting', { skip: 0, limit });
    if (words.length > 0) await this.moderation.approve(await this.editor(), organizationId, words);
  }

  private async editor(): Promise<string> {
    const [row] = await this.database.rows<{ id: string }>(
      'SELECT id FROM staff_member WHERE login_name = ?',
      [EDITOR],
    );
    if (!row) throw new Error('the demonstration has no editor');
    return row.id;
  }
}
