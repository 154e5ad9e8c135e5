import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock, dayIn } from '../../kernel/clock.js';
import type { Organization } from '../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../organizations/organizations.queries.js';
import { ProgressFeed, type ProgressSnapshot } from '../../progress/progress-feed.service.js';
import { acceptsGifts } from '../../projects/projects.queries.js';
import { tagOf } from './embed-headers.js';
import { type WidgetAnswer, widgetAnswer } from './widget.js';

/** How old an organization's name, and the answer whether the project takes gifts today, may be. */
const FRESH_MS = 30_000;

/** A project's widget, ready to be sent: the same buffer for everybody who asks. */
export interface Widget {
  readonly snapshot: ProgressSnapshot;
  readonly organization: Organization;
  readonly answer: WidgetAnswer;
  /** `answer` as JSON in UTF-8. */
  readonly body: Buffer;
  readonly etag: string;
}

/**
 * Widgets of all public projects that somebody has asked for. Their numbers come from the feed that every web
 * process keeps in memory, so they go on while the database is away, and say the moment at which they were true.
 */
@Injectable()
export class Widgets implements OnModuleInit {
  private readonly kept = new Map<string, { readonly widget: Widget; readonly until: number }>();
  private readonly renewing = new Set<string>();

  constructor(
    private readonly feed: ProgressFeed,
    private readonly organizations: OrganizationsQueries,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await this.feed.start();
  }

  /** The widget from memory; undefined when it must be looked for with `find`. */
  of(slug: string): Widget | undefined {
    const snapshot = this.feed.of(slug);
    const known = this.kept.get(slug);
    if (!snapshot || !known) return undefined;
    if (known.until < performance.now()) void this.renew(snapshot);
    if (known.widget.snapshot === snapshot) return known.widget;
    return this.keep(snapshot, known.widget.organization, known.until);
  }

  /** The widget of a public project; null when there is none of that slug. */
  async find(slug: string): Promise<Widget | null> {
    const known = this.of(slug);
    if (known) return known;
    const snapshot = await this.feed.find(slug);
    if (!snapshot) return null;
    return this.keep(snapshot, await this.organizationOf(snapshot), performance.now() + FRESH_MS);
  }

  /** Reads the organization anew, once at a time; when that fails, what is known goes on. */
  private async renew(snapshot: ProgressSnapshot): Promise<void> {
    const { slug } = snapshot.project;
    if (this.renewing.has(slug)) return;
    this.renewing.add(slug);
    try {
      const organization = await this.organizationOf(snapshot);
      this.keep(this.feed.of(slug) ?? snapshot, organization, performance.now() + FRESH_MS);
    } catch {
      // The database is away: the widget keeps its name and its numbers, and is tried again with the next reader.
    } finally {
      this.renewing.delete(slug);
    }
  }

  private async organizationOf({ project }: ProgressSnapshot): Promise<Organization> {
    const organization = await this.organizations.byId(project.organizationId);
    if (!organization) throw new Error(`project ${project.id} has no organization`);
    return organization;
  }

  private keep(snapshot: ProgressSnapshot, organization: Organization, until: number): Widget {
    const { project } = snapshot;
    const today = dayIn(this.clock.now(), organization.timeZone);
    const stop = acceptsGifts(project, today, organization.timeZone);
    const answer = widgetAnswer({ ...snapshot, organization, stop });
    const body = Buffer.from(JSON.stringify(answer));
    const widget = { snapshot, organization, answer, body, etag: tagOf(body) };
    this.kept.set(project.slug, { widget, until });
    return widget;
  }
}
