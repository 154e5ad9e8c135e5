import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { MailBatches } from '../platform/mail/mail-batches.js';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import {
  PROJECT_UPDATE_CORRECTED,
  PROJECT_UPDATE_PUBLISHED,
  PROJECT_UPDATE_WITHDRAWN,
} from '../projects/projects.outbox.js';
import { batchKey } from './giver-mailing.js';
import { GiverMailingWork } from './giver-mailing-work.js';
import { GiverMailings } from './giver-mailings.service.js';

const DAY_SECONDS = 86_400;
const KEPT_MS = 90 * DAY_SECONDS * 1000;
const MAILINGS_AT_ONCE = 20;

/** Mails what projects tell, and forgets the mails when nobody asks for them any more. */
@Injectable()
export class GiverMailingsJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly mailings: GiverMailings,
    private readonly mails: MailBatches,
    readonly work: GiverMailingWork,
  ) {}

  get subscribers(): Subscriber[] {
    const follow = (name: string, on: string): Subscriber => ({
      name,
      on,
      mode: 'each',
      handle: (tx, { ref }) => this.mailings.followUpdate(tx, ref),
    });
    return [
      follow('updates.mail', PROJECT_UPDATE_PUBLISHED),
      follow('updates.mail-correction', PROJECT_UPDATE_CORRECTED),
      {
        name: 'updates.call-off',
        on: PROJECT_UPDATE_WITHDRAWN,
        mode: 'each',
        handle: (tx, { ref }) => this.mailings.callOffUpdate(tx, ref),
      },
    ];
  }

  get schedules(): Schedule[] {
    return [{ name: 'givers.mails-forgotten', everySeconds: DAY_SECONDS, run: () => this.forgetOld() }];
  }

  /** Ninety days after a mailing its mails go, with the addresses in them; how many there were stays. */
  async forgetOld(): Promise<void> {
    const old = await this.database.rows<{ id: string }>(
      `SELECT id FROM giver_mailing WHERE state <> 'writing' AND ended_at < ? AND final_counts IS NULL LIMIT ?`,
      [new Date(this.clock.now().getTime() - KEPT_MS), MAILINGS_AT_ONCE],
    );
    for (const { id } of old) {
      const counts = await this.mails.countsOf(batchKey(id));
      if (counts.waiting > 0) continue;
      await this.database.inTransaction((tx) =>
        tx.query('UPDATE giver_mailing SET final_counts = ? WHERE id = ? AND final_counts IS NULL', [
          JSON.stringify(counts),
          id,
        ]),
      );
      await this.mails.forget(batchKey(id));
    }
  }
}
