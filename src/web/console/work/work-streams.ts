import type { ServerResponse } from 'node:http';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { hasEnded, LongWorkQueries, type Work } from '../../../platform/long-work/long-work.queries.js';

/** Readers that one process serves; further ones are refused and their page refreshes itself. */
const READERS_MAX = 300;
const LOOK_MS = 1_000;
const HEARTBEAT_MS = 15_000;
/** Then the browser comes again, so that a login that has ended shows nothing more. */
const LIFE_MS = 10 * 60_000;
/** A reader that takes nothing in is let go. */
const UNSENT_MAX_BYTES = 64 * 1024;

interface Reader {
  readonly workId: string;
  readonly response: ServerResponse;
  readonly write: (work: Work) => string;
  readonly until: number;
  heardAt: number;
  said: string;
}

/** Live streams of works to browsers (server-sent events): one look a second for all readers of this process. */
@Injectable()
export class WorkStreams implements OnModuleDestroy {
  private readonly readers = new Set<Reader>();
  private timer: NodeJS.Timeout | undefined;
  private ending = false;

  constructor(private readonly queries: LongWorkQueries) {}

  /** Whether one more reader may come. */
  get full(): boolean {
    return this.ending || this.readers.size >= READERS_MAX;
  }

  /**
   * Begins with how the work stands now and goes on until it ends. The response's head has been written.
   * `write`: what is said of it, one line of JSON.
   */
  follow(work: Work, response: ServerResponse, write: (work: Work) => string): void {
    const now = Date.now();
    const reader: Reader = { workId: work.id, response, write, until: now + LIFE_MS, heardAt: now, said: '' };
    response.write('retry: 2000\n\n');
    this.readers.add(reader);
    response.on('close', () => this.forget(reader));
    this.tell(reader, work, now);
    if (this.readers.size > 0)
      this.timer ??= setInterval(() => void this.look().catch(() => undefined), LOOK_MS);
  }

  /** Streams end before the process does; browsers come back to the next one. */
  onModuleDestroy(): void {
    this.ending = true;
    for (const reader of [...this.readers]) this.finish(reader);
  }

  private async look(): Promise<void> {
    const works = await this.queries.byIds([...new Set([...this.readers].map(({ workId }) => workId))]);
    const byId = new Map(works.map((work) => [work.id, work]));
    const now = Date.now();
    for (const reader of [...this.readers]) this.tell(reader, byId.get(reader.workId), now);
  }

  private tell(reader: Reader, work: Work | undefined, now: number): void {
    const { response } = reader;
    if (!work || now > reader.until || response.writableLength > UNSENT_MAX_BYTES) {
      this.finish(reader);
      return;
    }
    const text = reader.write(work);
    if (text !== reader.said) {
      response.write(`event: work\ndata: ${text}\n\n`);
      reader.said = text;
      reader.heardAt = now;
    } else if (now - reader.heardAt >= HEARTBEAT_MS) {
      response.write(': still here\n\n');
      reader.heardAt = now;
    }
    if (hasEnded(work)) {
      response.write(`event: end\ndata: ${work.state}\n\n`);
      this.finish(reader);
    }
  }

  private finish(reader: Reader): void {
    this.forget(reader);
    reader.response.end();
  }

  private forget(reader: Reader): void {
    this.readers.delete(reader);
    if (this.readers.size > 0) return;
    clearInterval(this.timer);
    this.timer = undefined;
  }
}
