import { Injectable } from '@nestjs/common';
import type { ExternalSubscriber } from '../platform/outbox/subscriber.js';
import { PAYOUT_STATED } from './settlements.outbox.js';
import { Settlements } from './settlements.service.js';

/** What this room does when something was announced. */
@Injectable()
export class SettlementsJobs {
  readonly subscribers: readonly ExternalSubscriber[];

  constructor(settlements: Settlements) {
    this.subscribers = [
      {
        name: 'settlements.payout',
        on: PAYOUT_STATED,
        mode: 'external',
        perform: async ({ ref }) => {
          await settlements.importRecent(ref);
          // The import commits by itself, and repeating it changes nothing.
          return async () => undefined;
        },
      },
    ];
  }
}
