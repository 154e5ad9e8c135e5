import type { Log } from '../http/log.js';

const BACKOFF_MAX_MS = 5_000;

/**
 * A loop that does due work again and again: at once while there was some, else after the interval or when rung.
 * An error is told and the loop goes on, more slowly; the database is the truth, so nothing is lost meanwhile.
 */
export class Poller {
  private running: Promise<void> | undefined;
  private stopping = false;
  private rung = false;
  private wake: () => void = () => undefined;

  constructor(
    readonly name: string,
    private readonly intervalMs: number,
    /** Does one round; returns the number of rows done, more than 0 means: go on at once. */
    readonly runOnce: () => Promise<number>,
  ) {}

  start(log: Log): void {
    this.running ??= this.loop(log);
  }

  /** Lets the running round finish and ends the loop. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  /** There may be work: do not wait for the interval. */
  ring(): void {
    this.rung = true;
    this.wake();
  }

  private async loop(log: Log): Promise<void> {
    let failures = 0;
    while (!this.stopping) {
      this.rung = false;
      try {
        const done = await this.runOnce();
        failures = 0;
        if (done === 0) await this.pause(this.intervalMs);
      } catch (error) {
        failures++;
        log.warn({ err: error, poller: this.name, failures }, 'poller failed');
        await this.pause(Math.min(this.intervalMs * 2 ** Math.min(failures, 10), BACKOFF_MAX_MS));
      }
    }
  }

  private async pause(milliseconds: number): Promise<void> {
    if (this.rung || this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
