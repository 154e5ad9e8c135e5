import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { APPROVAL_ENDED } from '../platform/approvals/approvals.js';
import { Database } from '../platform/database/database.js';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { eraseRequest } from './provider-secrets.service.js';

const HOUR_SECONDS = 3_600;

/** Erases keys that nobody needs: those never agreed to, and those no longer honoured. */
@Injectable()
export class ProviderSecretsJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'providers.erase-request',
      on: APPROVAL_ENDED,
      mode: 'each',
      handle: (tx, { ref }) => eraseRequest(tx, ref),
    },
  ];

  readonly schedules: readonly Schedule[] = [
    { name: 'providers.erase-secrets', everySeconds: HOUR_SECONDS, run: () => this.eraseOld() },
  ];

  /** The fingerprint stays, so that an old key is never taken for a new one. */
  async eraseOld(): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query(
        `UPDATE provider_secret SET value_encrypted = NULL
          WHERE value_encrypted IS NOT NULL AND honoured_until <= ?`,
        [this.clock.now()],
      ),
    );
  }
}
