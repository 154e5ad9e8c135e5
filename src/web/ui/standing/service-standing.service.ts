import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../../kernel/clock.js';
import { Jobs } from '../../../platform/jobs/jobs.js';
import { MailQueries } from '../../../platform/mail/mail.queries.js';
import { InboxQueries } from '../../../providers/inbox.queries.js';
import { ProviderReach } from '../../../providers/provider-reach.service.js';

/** What pages may have to do without: `booking` is the worker that books what the provider has told. */
export type Service = 'database' | 'provider' | 'booking' | 'queue' | 'mail';

/** A service that is away or late, and since when. */
export interface Trouble {
  readonly service: Service;
  readonly since: Date;
}

/** Readers must see the same order at each look. */
const ORDER: readonly Service[] = ['database', 'provider', 'booking', 'queue', 'mail'];
const LOOK_EVERY_MS = 1_000;
/** A silent database is an absent one. */
const PATIENCE_MS = 1_500;
/** Usual gifts are booked within a second; a reader need not hear of less than this. */
const BOOKING_LATE_MS = 60_000;
/** A connection that comes back by itself within this is nobody's news. */
const QUEUE_LATE_MS = 5_000;

/**
 * What is away or late now, for the pages: looked up in the background, so that a page pays nothing for it. With nothing
 * to tell it is one and the same empty list.
 */
@Injectable()
export class ServiceStanding implements OnModuleInit, BeforeApplicationShutdown {
  private readonly known = new Map<Service, Date>();
  private list: readonly Trouble[] = [];
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private unreachedSince: Date | null = null;

  constructor(
    private readonly inbox: InboxQueries,
    private readonly mails: MailQueries,
    private readonly reach: ProviderReach,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** What is away or late, the worst first; empty when all is well. */
  get troubles(): readonly Trouble[] {
    return this.list;
  }

  /** Whether a service is away or late. */
  lacks(service: Service): boolean {
    return this.known.has(service);
  }

  /** Looks now, or waits for the look that is under way. Never throws. */
  look(): Promise<void> {
    this.looking ??= this.lookNow().finally(() => {
      this.looking = undefined;
    });
    return this.looking;
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.looking;
  }

  private async lookNow(): Promise<void> {
    const now = this.clock.now();
    this.note('provider', this.reach.silentSince(now));
    this.note('queue', this.queueAwaySince(now));
    try {
      const [untaken, late] = await within(
        PATIENCE_MS,
        Promise.all([this.inbox.oldestUntaken(), this.mails.lateSince()]),
      );
      this.note('database', null);
      const waits = untaken !== null && now.getTime() - untaken.getTime() > BOOKING_LATE_MS;
      this.note('booking', waits ? untaken : null);
      this.note('mail', late);
    } catch {
      // What the database said last of mails and bookings stays said.
      this.note('database', this.known.get('database') ?? now);
    }
    const list = ORDER.flatMap((service) => {
      const since = this.known.get(service);
      return since ? [{ service, since }] : [];
    });
    if (list.length > 0 || this.list.length > 0) this.list = list;
  }

  private queueAwaySince(now: Date): Date | null {
    this.unreachedSince = this.jobs.reachable ? null : (this.unreachedSince ?? now);
    const since = this.unreachedSince;
    return since && now.getTime() - since.getTime() >= QUEUE_LATE_MS ? since : null;
  }

  private note(service: Service, since: Date | null): void {
    if (since) this.known.set(service, since);
    else this.known.delete(service);
  }
}

async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
