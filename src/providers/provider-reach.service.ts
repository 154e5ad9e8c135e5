import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';

/** After this long without another failure nobody can say whether the provider still keeps silent. */
const KNOWN_MS = 10 * 60_000;

/** Whether the provider answered this process when it was last asked, and since when it does not. In memory. */
@Injectable()
export class ProviderReach {
  private since: Date | null = null;
  private lastFailure = 0;

  constructor(private readonly clock: Clock) {}

  /** Passes a call to the provider through and remembers whether it was answered: a refusal is an answer too. */
  async heard<T>(call: Promise<T>): Promise<T> {
    try {
      const answer = await call;
      this.since = null;
      return answer;
    } catch (error) {
      if (error instanceof Refusal && error.code === 'provider_down') this.failed(this.clock.now());
      else if (error instanceof Refusal) this.since = null;
      throw error;
    }
  }

  /** Since when nothing is answered; null when the last call was, or when the last failure is long ago. */
  silentSince(now: Date): Date | null {
    return this.since && now.getTime() - this.lastFailure < KNOWN_MS ? this.since : null;
  }

  private failed(now: Date): void {
    if (!this.silentSince(now)) this.since = now;
    this.lastFailure = now.getTime();
  }
}
