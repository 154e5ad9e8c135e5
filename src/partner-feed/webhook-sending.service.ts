import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId, withPrefix } from '../kernel/ids.js';
import { Database } from '../platform/database/database.js';
import { Jobs } from '../platform/jobs/jobs.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { bodyOf, type PartnerEvent } from './partner-event.js';
import { type CallOutcome, call } from './webhook-call.js';
import { type EndpointRow, secretContext } from './webhook-endpoint.js';
import { WebhookOutcomes } from './webhook-outcomes.service.js';
import { signedHeaders } from './webhook-signature.js';
import { WebhookTargets } from './webhook-targets.service.js';
import { dueEndpoints, holdEndpoint, nextTurn, releaseEndpoint } from './webhook-turns.js';

const QUEUE = 'webhooks';
/** Endpoints to which one worker sends at the same time; most of it is waiting for others. */
const CONCURRENCY = 16;
const ENDPOINTS_AT_ONCE = 200;
/** Then the job ends and other endpoints get their turn. */
const EVENTS_OF_A_JOB = 50;

/**
 * Sends partners their events, strictly in order for each endpoint: the next one only when the one before was taken.
 * Rows say what is due, BullMQ executes; a wiped or absent Redis only delays. A worker killed between sending and
 * commit sends the same event with the same id once more.
 */
@Injectable()
export class WebhookSending implements OnModuleDestroy {
  private ending = false;
  private working = false;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly secrets: Secrets,
    private readonly targets: WebhookTargets,
    private readonly outcomes: WebhookOutcomes,
  ) {}

  /**
   * Hands endpoints to which something is due to BullMQ; the job's fixed id makes handing them out again harmless. The
   * first call makes this process one of those that send.
   */
  async handOut(): Promise<number> {
    if (!this.working)
      this.jobs.work(QUEUE, async ({ id }) => void (await this.send(String(id))), CONCURRENCY);
    this.working = true;
    if (!this.jobs.reachable) return 0;
    const due = await dueEndpoints(this.database, this.clock.now(), ENDPOINTS_AT_ONCE);
    if (due.length > 0)
      await this.jobs.add(
        QUEUE,
        due.map((id) => ({ id: `webhook-${id}`, data: { id } })),
      );
    return due.length;
  }

  /** Sends an endpoint what is due, unless another job is at it. @returns the number of attempts made. */
  async send(endpointId: string): Promise<number> {
    const holder = newId();
    let attempts = 0;
    try {
      while (attempts < EVENTS_OF_A_JOB && !this.ending) {
        if (!(await holdEndpoint(this.database, endpointId, holder))) break;
        const turn = await nextTurn(this.database, endpointId, this.clock.now());
        if (!turn) break;
        const outcome = await this.attempt(turn.row, turn.event);
        attempts += 1;
        if (!(await this.outcomes.write(turn, holder, outcome))) break;
      }
    } finally {
      await releaseEndpoint(this.database, endpointId, holder);
    }
    return attempts;
  }

  /** The process ends: no further events are sent. */
  onModuleDestroy(): void {
    this.ending = true;
  }

  private async attempt(row: EndpointRow, event: PartnerEvent): Promise<CallOutcome> {
    const target = await this.targets.of(new URL(row.url));
    if (typeof target === 'string')
      return { failure: target, status: null, answer: Buffer.alloc(0), tookMs: 0, askedPauseMs: 0 };
    const body = bodyOf(event);
    const at = this.clock.now();
    const id = withPrefix('evt', event.id);
    return call(target, signedHeaders(this.secretsOf(row, at), { id, at, body }), body);
  }

  private secretsOf(row: EndpointRow, at: Date): string[] {
    const opened = (sealed: Buffer): string =>
      this.secrets.decrypt('webhook-secret', sealed, secretContext(row.id));
    const previous =
      row.previous_until !== null && row.previous_until > at ? row.previous_secret_encrypted : null;
    return [row.secret_encrypted, previous].flatMap((sealed) => (sealed === null ? [] : [opened(sealed)]));
  }
}
