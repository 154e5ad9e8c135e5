/** How a batcher groups its items. */
export interface BatchLimits<Item> {
  readonly rowsMax: number;
  readonly bytesMax: number;
  readonly bytesOf: (item: Item) => number;
  readonly inFlightMax: number;
  /** Items that may stand in line; more are refused at once. */
  readonly queueMax: number;
  /** After this time an item is given up by its caller, though its batch may still succeed. */
  readonly patienceMs: number;
}

interface Waiting<Item, Result> {
  readonly item: Item;
  readonly deadline: number;
  settled: boolean;
  resolve(result: Result): void;
  reject(error: Error): void;
}

/** The item was not done in time, or there was no room for it: nothing is promised about it. */
export class NotInTime extends Error {}

/**
 * Groups single items into batches: whatever has come while the running batches were under way goes together.
 * The first item never waits for company. With a full house the waiting itself fills the batches.
 */
export class MicroBatcher<Item, Result> {
  private queue: Waiting<Item, Result>[] = [];
  private readonly waiting = new Set<Waiting<Item, Result>>();
  private inFlight = 0;
  private scheduled = false;
  private sweeper: NodeJS.Timeout | undefined;

  constructor(
    private readonly limits: BatchLimits<Item>,
    /** Does one batch; answers in the items' order, an Error for an item that failed alone. */
    private readonly perform: (items: readonly Item[]) => Promise<readonly (Result | Error)[]>,
  ) {}

  /** Adds one item to the next batch. @throws NotInTime, or what the batch said about this item. */
  add(item: Item): Promise<Result> {
    if (this.queue.length >= this.limits.queueMax) return Promise.reject(new NotInTime('the line is full'));
    return new Promise((resolve, reject) => {
      const waiting = {
        item,
        deadline: Date.now() + this.limits.patienceMs,
        settled: false,
        resolve,
        reject,
      };
      this.queue.push(waiting);
      this.waiting.add(waiting);
      this.sweeper ??= setInterval(() => this.sweep(), 50);
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.inFlight >= this.limits.inFlightMax || this.queue.length === 0) return;
    this.scheduled = true;
    // One turn of the event loop: requests that were read from their sockets together travel together.
    setImmediate(() => {
      this.scheduled = false;
      if (this.inFlight < this.limits.inFlightMax) void this.run();
      this.schedule();
    });
  }

  private async run(): Promise<void> {
    const batch = this.take();
    if (batch.length === 0) return;
    this.inFlight++;
    try {
      const results = await this.perform(batch.map(({ item }) => item));
      batch.forEach((waiting, i) => {
        const result = results[i];
        if (result instanceof Error) this.settle(waiting, () => waiting.reject(result));
        else this.settle(waiting, () => waiting.resolve(result as Result));
      });
    } catch (error) {
      const reason = error instanceof Error ? error : new Error(String(error));
      for (const waiting of batch) this.settle(waiting, () => waiting.reject(reason));
    } finally {
      this.inFlight--;
      this.schedule();
    }
  }

  private take(): Waiting<Item, Result>[] {
    let bytes = 0;
    let count = 0;
    const { rowsMax, bytesMax, bytesOf } = this.limits;
    while (count < this.queue.length && count < rowsMax) {
      bytes += bytesOf((this.queue[count] as Waiting<Item, Result>).item);
      if (count > 0 && bytes > bytesMax) break;
      count++;
    }
    return this.queue.splice(0, count);
  }

  private settle(waiting: Waiting<Item, Result>, tell: () => void): void {
    if (waiting.settled) return;
    waiting.settled = true;
    this.waiting.delete(waiting);
    if (this.waiting.size === 0) {
      clearInterval(this.sweeper);
      this.sweeper = undefined;
    }
    tell();
  }

  /** A Set keeps the order of adding, so the oldest come first. */
  private sweep(): void {
    const now = Date.now();
    for (const waiting of this.waiting) {
      if (waiting.deadline > now) break;
      this.settle(waiting, () => waiting.reject(new NotInTime('not done in time')));
    }
    this.queue = this.queue.filter(({ settled }) => !settled);
  }
}
