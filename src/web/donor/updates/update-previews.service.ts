import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { Config } from '../../../platform/config/config.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../../projects/project-updates.queries.js';
import type { ProjectPreview } from '../../../projects/projects.queries.js';
import type { PreviewFrame } from '../project-previews.service.js';
import { inWords } from '../view-making.js';
import { updateView } from './update-views.js';
import { UpdatePage } from './updates.pages.js';

/** The donors' own page of an update for its editors, before anybody else can see it. */
@Injectable()
export class UpdatePreviews {
  constructor(
    private readonly updates: ProjectUpdatesQueries,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The page as it is or, for what waits, as it would be if it were published when it is due, or now. */
  async page(
    { project, organization }: Pick<ProjectPreview, 'project' | 'organization'>,
    update: ProjectUpdate,
    { locale, url, picture, note }: PreviewFrame,
  ): Promise<VNode> {
    const publishedAt = update.publishedAt ?? update.publishAt ?? this.clock.now();
    const revisions = await this.updates.revisionsOf(update.id);
    const view = updateView(project.slug, { ...update, publishedAt }, revisions, locale);
    return UpdatePage({
      frame: { locale, url, publicUrl: this.config.PUBLIC_URL, demo: this.config.DEMO },
      project: {
        slug: project.slug,
        name: inWords(locale, project.nameZh, project.nameEn),
        organization: inWords(locale, organization.nameZh, organization.nameEn),
        zone: organization.timeZone,
      },
      update: { ...view, picture: view.picture && picture ? { ...view.picture, href: picture } : null },
      preview: note,
    });
  }
}
