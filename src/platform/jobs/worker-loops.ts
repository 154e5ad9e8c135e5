import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { Log } from '../http/log.js';
import { type LongWorkKind, longWorkProblems } from '../long-work/long-work-kind.js';
import { LongWorkRunner } from '../long-work/long-work-runner.js';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { OutboxRunner } from '../outbox/outbox-runner.js';
import { type Subscriber, subscriberProblems } from '../outbox/subscriber.js';
import { type Schedule, scheduleProblems } from '../schedules/schedule.js';
import { Schedules } from '../schedules/schedules.js';
import { Doorbell } from './doorbell.js';
import { Jobs } from './jobs.js';
import { Poller } from './poller.js';

const RELAY_MS = 500;
const SWEEP_MS = 15_000;
const TICK_MS = 1_000;
/** Tasks of one subscriber that one worker does at the same time. */
const CONCURRENCY = 4;

/** Everything a worker does, as literal lists. */
export interface WorkerDuties {
  /** Kinds of events that the rooms announce. */
  readonly kinds: readonly string[];
  readonly subscribers: readonly Subscriber[];
  readonly schedules: readonly Schedule[];
  /** Kinds of long work that it carries out. */
  readonly works: readonly LongWorkKind[];
  readonly pollers: readonly Poller[];
}

/** Starts and ends the loops of a worker. A list with a mistake stops the start. */
@Injectable()
export class WorkerLoops implements OnModuleDestroy {
  private pollers: readonly Poller[] = [];

  constructor(
    private readonly relay: OutboxRelay,
    private readonly runner: OutboxRunner,
    private readonly schedules: Schedules,
    private readonly longWork: LongWorkRunner,
    private readonly jobs: Jobs,
    private readonly doorbell: Doorbell,
  ) {}

  /** Begins all duties. Redis may be away: what needs it waits for it. @throws naming every mistake in the lists. */
  async start({ kinds, subscribers, schedules, works, pollers }: WorkerDuties, log: Log): Promise<void> {
    const problems = [
      ...subscriberProblems(subscribers, kinds),
      ...scheduleProblems(schedules),
      ...longWorkProblems(works),
    ];
    if (problems.length > 0) throw new Error(`The worker cannot start:\n  ${problems.join('\n  ')}`);
    this.relay.use(subscribers);
    for (const subscriber of subscribers)
      this.jobs.work(
        subscriber.name,
        (data) => this.runner.runJob(subscriber, data),
        subscriber.mode === 'batch' ? 1 : CONCURRENCY,
      );
    await this.schedules.use(schedules);
    const relay = new Poller('outbox', RELAY_MS, () => this.relay.relayOnce());
    this.pollers = [
      relay,
      new Poller('outbox.sweep', SWEEP_MS, async () => {
        if ((await this.relay.sweepOnce()) > 0) relay.ring();
        return 0;
      }),
      new Poller('schedules', TICK_MS, () => this.schedules.tickOnce()),
      this.longWork.use(works),
      ...pollers,
    ];
    for (const poller of this.pollers) {
      this.doorbell.on(poller.name, () => poller.ring());
      poller.start(log);
    }
  }

  /** Stops claiming work and waits for the rounds under way. */
  async onModuleDestroy(): Promise<void> {
    await Promise.all(this.pollers.map((poller) => poller.stop()));
  }
}
