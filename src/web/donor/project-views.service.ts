import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../../kernel/clock.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { acceptsGifts } from '../../projects/projects.queries.js';
import { presetsOf } from './amounts.js';
import { type ProjectReading, PublicReading } from './public-reading.service.js';
import { spendingView } from './spending/spending-view.js';
import { budgetView, questionViews } from './trust/trust-views.js';
import { updateLine } from './updates/update-views.js';
import { cardView, giftLine, inWords, organizationView, paragraphs } from './view-making.js';
import type { ProjectView } from './views.js';

/** What a reading looks like on a day where the organization is. */
interface MadeView {
  readonly day: string;
  readonly view: ProjectView;
}

/** A project's page in one language, judged by today where the organization is. */
@Injectable()
export class ProjectViews {
  private readonly made: Record<Locale, WeakMap<ProjectReading, MadeView>> = {
    'zh-CN': new WeakMap(),
    en: new WeakMap(),
  };

  constructor(
    private readonly reading: PublicReading,
    private readonly clock: Clock,
  ) {}

  /** The page of a public project; null for a draft or an unknown slug. */
  async view(slug: string, locale: Locale): Promise<ProjectView | null> {
    const found = await this.reading.project(slug);
    if (!found) return null;
    const day = dayIn(this.clock.now(), found.organization.timeZone);
    const known = this.made[locale].get(found);
    if (known?.day === day) return known.view;
    const view = this.viewOf(found, locale);
    this.made[locale].set(found, { day, view });
    return view;
  }

  /** The same from the database alone, when memory may be behind: after a refusal. */
  async viewNow(slug: string, locale: Locale): Promise<ProjectView | null> {
    const found = await this.reading.projectNow(slug);
    return found && this.viewOf(found, locale);
  }

  /** The page of a project that was read already, whatever its state. */
  viewOf(found: ProjectReading, locale: Locale): ProjectView {
    const { project, organization, executor, latest, updates, presets, spending } = found;
    const { timeZone } = organization;
    const today = dayIn(this.clock.now(), timeZone);
    const stop = acceptsGifts(project, today, timeZone);
    const translated = locale !== 'en' || project.storyEn.trim() !== '';
    return {
      ...cardView(found, locale),
      currency: project.currency,
      story: paragraphs(inWords(locale, project.storyZh, project.storyEn)),
      storyLang: translated ? null : 'zh-CN',
      budget: budgetView(project, locale),
      questions: questionViews(project, locale),
      organization: organizationView(organization, locale, today),
      executor: executor && inWords(locale, executor.nameZh, executor.nameEn),
      filingNo: project.filingNo,
      filingUrl: project.filingUrl,
      startsOn: project.startsOn,
      endsOn: project.endsOn,
      stop: stop === 'unpublished' ? 'closed' : stop,
      presets:
        presets.length === 0
          ? presetsOf(project.currency)
          : presets.map(({ amount, meaningZh, meaningEn }) => ({
              amount,
              currency: project.currency,
              meaning: inWords(locale, meaningZh, meaningEn),
            })),
      latest: latest.map((gift) => giftLine(gift, locale)),
      updates: updates.map((update) => updateLine(project.slug, update, locale)),
      spending: spending && spendingView(spending, project.slug, timeZone, locale),
    };
  }
}
