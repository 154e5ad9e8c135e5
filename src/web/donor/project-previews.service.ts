import { Injectable } from '@nestjs/common';
import type { ComponentChildren, VNode } from 'preact';
import { Clock } from '../../kernel/clock.js';
import { Config } from '../../platform/config/config.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { ProgressQueries } from '../../progress/progress.queries.js';
import { PublicGiftsQueries } from '../../progress/public-gifts.queries.js';
import { ProjectPresets } from '../../projects/project-presets.service.js';
import type { ProjectPreview } from '../../projects/projects.queries.js';
import { GiveForms } from './give-forms.service.js';
import { ProjectPage } from './project.page.js';
import { ProjectViews } from './project-views.service.js';
import { openForm } from './typed-gift.js';

/** How a preview is shown. */
export interface PreviewFrame {
  readonly locale: Locale;
  /** Path and query of the preview, for the language switch. */
  readonly url: string;
  /** Address of the picture: a draft's is not public yet. */
  readonly picture: string | null;
  /** What the page says above itself: that it is a preview, and the way back. */
  readonly note: ComponentChildren;
}

/** The donors' own page of a project for its editors, before anybody else can see it. */
@Injectable()
export class ProjectPreviews {
  constructor(
    private readonly views: ProjectViews,
    private readonly progress: ProgressQueries,
    private readonly gifts: PublicGiftsQueries,
    private readonly presets: ProjectPresets,
    private readonly forms: GiveForms,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** The page as it is or, for a draft, as it would be if it were published now. Its form cannot be sent. */
  async page({ project, organization, executor }: ProjectPreview, frame: PreviewFrame): Promise<VNode> {
    const { locale, url, picture, note } = frame;
    const shown =
      project.state === 'draft'
        ? { ...project, state: 'published' as const, publishedAt: this.clock.now() }
        : project;
    const numbers = await this.progress.ofProject(project.id);
    if (!numbers) throw new Error(`project ${project.id} has no numbers`);
    const latest = await this.gifts.latest(project.id, 8);
    const presets = await this.presets.ofProject(project.id);
    const view = this.views.viewOf(
      {
        project: shown,
        numbers,
        organization,
        executor,
        latest,
        updates: [],
        presets,
        spending: null,
      },
      locale,
    );
    return ProjectPage({
      frame: { locale, url, publicUrl: this.config.PUBLIC_URL, demo: this.config.DEMO },
      project: { ...view, picture: view.picture && picture ? { ...view.picture, href: picture } : null },
      form:
        view.stop === null
          ? this.forms.of(view, openForm(view.currency, '', view.presets), null, { formKey: '' })
          : null,
      preview: note,
    });
  }
}
