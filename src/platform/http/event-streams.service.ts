import type { Socket } from 'node:net';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Counter, Gauge } from 'prom-client';
import { Config } from '../config/config.js';
import { Metrics } from '../metrics/metrics.js';
import { EventStream, type StreamEvent, Viewer } from './event-stream.js';
import { groupOf, ViewerLimits, type ViewerRefusal } from './viewer-limits.js';

/** Proxies give up on answers that are silent for 30 to 60 s. */
const HEARTBEAT_MS = 15_000;
/** Beats are spread over so many turns, so that ten thousand viewers are not written to in one go. */
const BEATS = 15;
const HEARTBEAT = Buffer.from(':\n\n');
/** How long a viewer waits before it comes back, in milliseconds. */
const RETRY = Buffer.from('retry: 5000\n\n');
/** When we go, viewers come back one after the other over so many milliseconds, not all at once. */
const FAREWELLS = Array.from({ length: 32 }, (_, n) => Buffer.from(`retry: ${1000 + n * 125}\n\n`));
/** A viewer that does not hang up after our goodbye is cut. */
const FAREWELL_MS = 2_000;

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
  'access-control-allow-origin': '*',
  'cross-origin-resource-policy': 'cross-origin',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  // The end of the connection is the end of the answer: no frames, so that one buffer serves everybody.
  connection: 'close',
} as const;

/**
 * Holds the long answers of this process (`text/event-stream`): who may come in, a heartbeat for each, and their end
 * when the process ends. What is told belongs to whoever opens the stream.
 */
@Injectable()
export class EventStreams implements OnModuleDestroy {
  private readonly limits: ViewerLimits;
  private readonly beats = Array.from({ length: BEATS }, () => new Set<Viewer>());
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;
  private ending = false;
  private readonly cuts: Counter;
  private readonly refused: Counter<'reason'>;

  constructor(config: Config, { registry }: Metrics) {
    const limits = new ViewerLimits(config.STREAM_VIEWERS_MAX, config.STREAM_VIEWERS_PER_ADDRESS);
    this.limits = limits;
    new Gauge({
      name: 'boai_stream_viewers',
      help: 'Open answers of text/event-stream',
      registers: [registry],
      collect() {
        this.set(limits.size);
      },
    });
    this.cuts = new Counter({
      name: 'boai_stream_viewers_cut_total',
      help: 'Viewers cut because they took too little for too long',
      registers: [registry],
    });
    this.refused = new Counter({
      name: 'boai_stream_viewers_refused_total',
      help: 'Viewers not let in',
      labelNames: ['reason'],
      registers: [registry],
    });
  }

  /** A stream that begins with this state. */
  stream(event: StreamEvent): EventStream {
    return new EventStream(event, () => this.cuts.inc());
  }

  /**
   * Answers a request with a stream: the newest state first, unless the reader says by `Last-Event-ID` that it has it.
   * While the process ends, a viewer gets the state and is asked to come back.
   *
   * @param gone called once, when the viewer has left
   * @returns why the viewer is not let in; then nothing was sent and `gone` is not called
   */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    stream: EventStream,
    gone: () => void,
  ): ViewerRefusal | null {
    const group = groupOf(request.ip);
    const refusal = this.limits.refusal(group);
    if (refusal) {
      this.refused.inc({ reason: refusal });
      return refusal;
    }
    const socket = begin(reply);
    if (!socket) {
      // Nobody is there any more, or it asked for several answers at once on one connection and will not get them.
      request.raw.destroy();
      gone();
      return null;
    }
    const viewer = new Viewer(socket, group);
    const { event } = stream;
    const known = request.headers['last-event-id'] === event.id;
    viewer.has = event;
    socket.write(known ? RETRY : Buffer.concat([RETRY, event.bytes]));
    this.enter(viewer, stream, gone, socket);
    if (this.ending) {
      viewer.end(farewell(this.turn++));
      this.cutLater([viewer]);
    }
    return null;
  }

  onModuleDestroy(): void {
    this.ending = true;
    clearInterval(this.timer);
    const viewers = this.beats.flatMap((beat) => [...beat]);
    viewers.forEach((viewer, nth) => {
      viewer.end(farewell(nth));
    });
    this.cutLater(viewers);
  }

  private enter(viewer: Viewer, stream: EventStream, gone: () => void, socket: Socket): void {
    const beat = this.beats[this.limits.size % BEATS];
    this.limits.enter(viewer.group);
    beat?.add(viewer);
    stream.add(viewer);
    socket.once('close', () => {
      this.limits.leave(viewer.group);
      beat?.delete(viewer);
      stream.delete(viewer);
      gone();
    });
    if (!this.ending) this.timer ??= setInterval(() => this.beat(), HEARTBEAT_MS / BEATS).unref();
  }

  private beat(): void {
    this.turn = (this.turn + 1) % BEATS;
    for (const viewer of this.beats[this.turn] ?? []) if (!viewer.write(HEARTBEAT)) this.cuts.inc();
  }

  private cutLater(viewers: readonly Viewer[]): void {
    setTimeout(() => {
      for (const viewer of viewers) viewer.destroy();
    }, FAREWELL_MS).unref();
  }
}

const farewell = (nth: number): Buffer => FAREWELLS[nth % FAREWELLS.length] ?? RETRY;

/** Sends the head and takes the socket over; undefined when there is none to take. */
function begin(reply: FastifyReply): Socket | undefined {
  const { raw } = reply;
  const { socket } = raw;
  if (!socket || socket.destroyed) return undefined;
  reply.hijack();
  raw.removeHeader('transfer-encoding');
  raw.writeHead(200, HEADERS).flushHeaders();
  return socket;
}
