import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** The state of what a stream tells, ready to be sent; two with the same id say the same. */
export interface StreamEvent {
  readonly id: string;
  /** The whole event as it goes over the wire. */
  readonly bytes: Buffer;
}

/** So many viewers are written to before the process looks after its other readers. */
const VIEWERS_A_TURN = 500;
/** A viewer that has not taken so many bytes yet is cut: it comes back and gets the newest state at once. */
export const BEHIND_MAX_BYTES = 64 * 1024;

/** An event of `text/event-stream`: one line of JSON under an id. */
export function streamEvent(id: string, answer: object): StreamEvent {
  return { id, bytes: Buffer.from(`id: ${id}\ndata: ${JSON.stringify(answer)}\n\n`) };
}

/** One who reads a stream: a socket to which nobody else writes. */
export class Viewer {
  /** The event written last. */
  has: StreamEvent | undefined;

  constructor(
    private readonly socket: Socket,
    /** The group that its address belongs to, for counting. */
    readonly group: string,
  ) {}

  /** @returns false when the viewer took too little for too long and was cut. */
  write(bytes: Buffer): boolean {
    if (this.socket.destroyed || this.socket.writableEnded) return true;
    this.socket.write(bytes);
    if (this.socket.writableLength <= BEHIND_MAX_BYTES) return true;
    this.socket.destroy();
    return false;
  }

  /** Says goodbye and ends the connection from our side. */
  end(bytes: Buffer): void {
    if (!this.socket.destroyed && !this.socket.writableEnded) this.socket.end(bytes);
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/**
 * Something that changes and whose newest state all its viewers see. Each state is one buffer, the same for all of
 * them. States that follow each other faster than the viewers can be written to are left out: the newest counts.
 */
export class EventStream {
  private readonly viewers = new Set<Viewer>();
  private passing = false;

  constructor(
    private latest: StreamEvent,
    private readonly cut: () => void,
  ) {}

  get event(): StreamEvent {
    return this.latest;
  }

  get size(): number {
    return this.viewers.size;
  }

  /** Every viewer who has another state than this one gets it. */
  publish(event: StreamEvent): void {
    if (event.id === this.latest.id) return;
    this.latest = event;
    if (!this.passing) void this.pass();
  }

  add(viewer: Viewer): void {
    this.viewers.add(viewer);
  }

  delete(viewer: Viewer): void {
    this.viewers.delete(viewer);
  }

  /** Ends all its viewers' connections; `farewell` gives the last bytes of the nth. */
  end(farewell: (nth: number) => Buffer): void {
    let nth = 0;
    for (const viewer of this.viewers) viewer.end(farewell(nth++));
  }

  /** Goes round until all have the newest. Whoever joins or leaves meanwhile does not disturb. */
  private async pass(): Promise<void> {
    this.passing = true;
    let written = 0;
    let sent: StreamEvent;
    do {
      sent = this.latest;
      for (const viewer of this.viewers) {
        if (viewer.has === this.latest) continue;
        viewer.has = this.latest;
        if (!viewer.write(this.latest.bytes)) this.cut();
        if (++written % VIEWERS_A_TURN === 0) await nextTurn();
      }
    } while (sent !== this.latest);
    this.passing = false;
  }
}
