import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Overlay } from '../../../partners/overlay.entity.js';
import { OVERLAYS_CHANGED, OverlaysQueries } from '../../../partners/overlays.queries.js';
import { type EventStream, type StreamEvent, streamEvent } from '../../../platform/http/event-stream.js';
import { EventStreams } from '../../../platform/http/event-streams.service.js';
import { Doorbell } from '../../../platform/jobs/doorbell.js';
import { ProgressFeed } from '../../../progress/progress-feed.service.js';
import type { OverlayAnswer } from './overlay-answer.js';
import { OverlayFigures, type OverlayStage } from './overlay-figures.service.js';

/** Why there is nothing to show: never was one, was revoked, or its partner's agreement is not in force. */
export type OverlayAbsence = 'unknown' | 'revoked' | 'resting';

/** An overlay with its newest state. */
export interface OverlayView {
  readonly overlay: Overlay;
  readonly stage: OverlayStage;
  readonly answer: OverlayAnswer;
}

/** An overlay that somebody watches in this process. */
interface Show extends OverlayView {
  overlay: Overlay;
  readonly token: string;
  readonly stream: EventStream;
  looking: boolean;
  again: boolean;
}

/** How soon a revocation, a new start, a suspended partner or an approved name is seen when nobody rings. */
const REVIEW_MS = 2_000;
/** The last thing a viewer hears: it goes dark. */
const GONE = streamEvent('gone', { gone: true }).bytes;

/**
 * The overlays that are on air from this process. Numbers follow the progress feed at once; everything else is looked
 * at every two seconds. While the database is away, what is on air stays on air.
 */
@Injectable()
export class LiveOverlays implements OnModuleInit, BeforeApplicationShutdown {
  private readonly shows = new Map<string, Show>();
  private timer: NodeJS.Timeout | undefined;
  private reviewing = false;

  constructor(
    private readonly overlays: OverlaysQueries,
    private readonly figures: OverlayFigures,
    private readonly feed: ProgressFeed,
    private readonly streams: EventStreams,
    private readonly doorbell: Doorbell,
  ) {}

  async onModuleInit(): Promise<void> {
    this.feed.onChange(({ project }) => {
      for (const show of this.shows.values()) if (show.stage.slug === project.slug) this.lookSoon(show);
    });
    this.doorbell.on(OVERLAYS_CHANGED, () => void this.review());
    this.timer = setInterval(() => void this.review(), REVIEW_MS).unref();
    await this.feed.start();
  }

  /** The overlay of a token with its newest state, or why there is none. @throws what the database throws. */
  async find(token: string): Promise<OverlayView | OverlayAbsence> {
    const overlay = await this.overlays.byToken(token);
    if (!overlay) return 'unknown';
    if (overlay.revokedAt) return 'revoked';
    const stage = await this.figures.stageOf(overlay);
    if (!stage) return 'unknown';
    if (!(await this.figures.mayShow(overlay, stage))) return 'resting';
    const answer = await this.figures.answerOf(overlay, stage);
    return answer ? { overlay, stage, answer } : 'unknown';
  }

  /** The stream of a token's overlay; one that is on air needs no database. `left` is to be called for each viewer. */
  async watch(token: string): Promise<{ stream: EventStream; left: () => void } | OverlayAbsence> {
    const onAir = [...this.shows.values()].find((show) => show.token === token);
    if (onAir) return this.seat(onAir);
    const found = await this.find(token);
    if (typeof found === 'string') return found;
    const meanwhile = this.shows.get(found.overlay.id);
    if (meanwhile) return this.seat(meanwhile);
    const stream = this.streams.stream(eventOf(found.answer));
    const show = { ...found, token, stream, looking: false, again: false };
    this.shows.set(found.overlay.id, show);
    return this.seat(show);
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  private seat(show: Show): { stream: EventStream; left: () => void } {
    const { stream, overlay } = show;
    const left = () => {
      if (stream.size === 0 && this.shows.get(overlay.id) === show) this.shows.delete(overlay.id);
    };
    return { stream, left };
  }

  /** Looks whether what is on air may stay, and has it show its newest state. */
  private async review(): Promise<void> {
    if (this.reviewing || this.shows.size === 0) return;
    this.reviewing = true;
    try {
      const rows = new Map(
        (await this.overlays.byIds([...this.shows.keys()])).map((overlay) => [overlay.id, overlay]),
      );
      for (const show of [...this.shows.values()]) {
        const overlay = rows.get(show.overlay.id);
        if (!overlay || overlay.revokedAt || !(await this.figures.mayShow(overlay, show.stage))) {
          this.shows.delete(show.overlay.id);
          show.stream.end(() => GONE);
          continue;
        }
        show.overlay = overlay;
        this.lookSoon(show);
      }
    } catch {
      // The database is away: nobody goes dark for that.
    } finally {
      this.reviewing = false;
    }
  }

  private lookSoon(show: Show): void {
    if (show.looking) show.again = true;
    else void this.look(show);
  }

  /** One look at a time; who asks meanwhile is answered by one more. */
  private async look(show: Show): Promise<void> {
    show.looking = true;
    do {
      show.again = false;
      const answer = await this.figures.answerOf(show.overlay, show.stage).catch(() => null);
      if (answer) show.stream.publish(eventOf(answer));
    } while (show.again);
    show.looking = false;
  }
}

/** Equal states have equal ids in every process, so a viewer who comes back is told only what is new. */
function eventOf(answer: OverlayAnswer): StreamEvent {
  const id = createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 16);
  return streamEvent(id, answer);
}
