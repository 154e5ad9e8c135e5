import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import type { DemoOutcome } from './demo-gifts.js';

const DELIVERED_WITHIN_MS = 60_000;

/** The sandbox's control door, by which the demonstration plays the donors of the past. */
@Injectable()
export class DemoCheckout {
  constructor(private readonly config: Config) {}

  /** Lets the sandbox live at a moment of the past; null = the present again. */
  async liveAt(moment: Date | null): Promise<void> {
    await this.control('PUT', 'clock', { at: moment && seconds(moment) });
  }

  /** Ends a checkout as a donor would who comes back at `at`; one who left does nothing. */
  async finish(checkoutUrl: string, outcome: DemoOutcome, at: Date): Promise<void> {
    if (outcome === 'left') return;
    const session = new URL(checkoutUrl).pathname.split('/').pop();
    await this.control('POST', 'pay', { session, outcome, at: seconds(at) });
  }

  /** Waits until the sandbox has delivered all its events, a minute at most. */
  async delivered(): Promise<void> {
    const until = Date.now() + DELIVERED_WITHIN_MS;
    for (;;) {
      const { deliveries } = (await this.control('GET', 'state')) as { deliveries: { pending: number } };
      if (deliveries.pending === 0) return;
      if (Date.now() > until) throw new Error(`${deliveries.pending} events of the sandbox were not taken`);
      await sleep(200);
    }
  }

  private async control(method: string, what: string, body?: object): Promise<unknown> {
    const base = this.config.STRIPE_API_BASE;
    if (!base) throw new Error('the demonstration needs the sandbox: set STRIPE_API_BASE');
    const answer = await fetch(new URL(`/_sandbox/${what}`, base), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!answer.ok) throw new Error(`the sandbox answered ${answer.status}: ${await answer.text()}`);
    return answer.json();
  }
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
