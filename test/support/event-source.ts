import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface ReceivedEvent {
  readonly id: string;
  readonly data: string;
}

/** A reader of `text/event-stream` on a bare connection: it sees the bytes and never comes back by itself. */
export class StreamReader {
  text = '';
  ended = false;
  private readonly waiting = new Set<() => void>();

  private constructor(
    private readonly asked: ClientRequest,
    readonly answer: IncomingMessage,
  ) {
    answer.setEncoding('utf8');
    answer.on('data', (part: string) => {
      this.text += part;
      this.wake();
    });
    const end = () => {
      this.ended = true;
      this.wake();
    };
    answer.on('end', end).on('error', end).on('close', end);
  }

  static open(
    url: string,
    headers: Record<string, string> = {},
    localAddress?: string,
  ): Promise<StreamReader> {
    return new Promise((resolve, reject) => {
      const asked = request(url, { headers, agent: false, ...(localAddress ? { localAddress } : {}) });
      asked.once('response', (answer) => resolve(new StreamReader(asked, answer)));
      asked.on('error', reject);
      asked.end();
    });
  }

  get status(): number {
    return this.answer.statusCode ?? 0;
  }

  get headers(): IncomingHttpHeaders {
    return this.answer.headers;
  }

  /** Whole events received so far. */
  get events(): ReceivedEvent[] {
    return this.text.split('\n\n').flatMap((block) => {
      const [, id, data] = /^id: (.*)\ndata: (.*)$/m.exec(block) ?? [];
      return id !== undefined && data !== undefined ? [{ id, data }] : [];
    });
  }

  /** Waits until the condition holds. @throws when it does not within the time. */
  async until(holds: (reader: StreamReader) => boolean, withinMs = 5_000): Promise<void> {
    const end = Date.now() + withinMs;
    while (!holds(this)) {
      const left = end - Date.now();
      if (left <= 0) throw new Error(`not within ${withinMs} ms; received: ${this.text}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(wake, left);
        const { waiting } = this;
        function wake() {
          clearTimeout(timer);
          waiting.delete(wake);
          resolve();
        }
        waiting.add(wake);
      });
    }
  }

  close(): void {
    this.asked.destroy();
  }

  private wake(): void {
    for (const each of [...this.waiting]) each();
  }
}
