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
 * Widgets of all public projects. Their numbers come from the feed that every web process keeps in memory, and the
 * names of the few organizations are kept beside it; so they go on while the database is away, and say the moment at
 * which they were true.
 */
@Injectable()
export class Widgets implements OnModuleInit {
  private readonly made = new WeakMap<ProgressSnapshot, { widget: Widget; until: number }>();
  private known: ReadonlyMap<string, Organization> = new Map();
  private knownUntil = 0;
  private reading: Promise<void> | undefined;

  constructor(
    private readonly feed: ProgressFeed,
    private readonly organizations: OrganizationsQueries,
    private readonly clock: Clock,
  ) {}

  async onModuleInit(): Promise<void> {
    await Promise.all([this.feed.start(), this.readOrganizations()]);
  }

  /** The widget from memory; undefined when it must be looked for with `find`. */
  of(slug: string): Widget | undefined {
    const snapshot = this.feed.of(slug);
    const organization = snapshot && this.known.get(snapshot.project.organizationId);
    if (!organization) return undefined;
    // Whoever comes while it is read, and everybody while it cannot be, gets what is known.
    if (this.knownUntil < performance.now()) this.readOrganizations().catch(() => undefined);
    return this.widget(snapshot, organization);
  }

  /** The widget of a public project; null when there is none of that slug. */
  async find(slug: string): Promise<Widget | null> {
    const known = this.of(slug);
    if (known) return known;
    const snapshot = await this.feed.find(slug);
    if (!snapshot) return null;
    const { organizationId } = snapshot.project;
    if (!this.known.has(organizationId)) await this.readOrganizations();
    const organization = this.known.get(organizationId) ?? (await this.organizations.byId(organizationId));
    if (!organization) throw new Error(`project ${snapshot.project.id} has no organization`);
    return this.widget(snapshot, organization);
  }

  /** All organizations by id, read once at a time. @throws what the database throws. */
  private readOrganizations(): Promise<void> {
    this.reading ??= this.organizations
      .list()
      .then((all) => {
        this.known = new Map(all.map((each) => [each.id, each]));
        this.knownUntil = performance.now() + FRESH_MS;
      })
      .finally(() => {
        this.reading = undefined;
      });
    return this.reading;
  }

  private widget(snapshot: ProgressSnapshot, organization: Organization): Widget {
    const known = this.made.get(snapshot);
    if (known && known.widget.organization === organization && known.until > performance.now())
      return known.widget;
    const { project } = snapshot;
    const today = dayIn(this.clock.now(), organization.timeZone);
    const stop = acceptsGifts(project, today, organization.timeZone);
    const answer = widgetAnswer({ ...snapshot, organization, stop });
    const body = Buffer.from(JSON.stringify(answer));
    const widget = { snapshot, organization, answer, body, etag: tagOf(body) };
    this.made.set(snapshot, { widget, until: performance.now() + FRESH_MS });
    return widget;
  }
}
