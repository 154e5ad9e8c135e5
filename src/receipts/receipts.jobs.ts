import { Injectable } from '@nestjs/common';
import { DONATION_BOOKED, DONATION_CHANGED } from '../donations/donations.outbox.js';
import { OfficialWishes } from '../donations/official-wishes.service.js';
import type { Tx } from '../platform/database/database.js';
import type { OutboxTask, Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { OfficialNumbers } from './official-numbers.service.js';
import { OfficialWishSweep } from './official-wish-sweep.service.js';
import { BATCH_MAX, ReceiptIssuing } from './receipt-issuing.service.js';
import { ReceiptMails } from './receipt-mails.service.js';
import { RECEIPT_ISSUED, RECEIPT_VOIDED } from './receipts.outbox.js';

/** So many workers draw at the same time; issuing is for one, because numbers are given one after the other. */
const WORKERS_MAX = 8;

/** A donor who asked with the form finds the request on the gift's page soon after the receipt. */
const SWEEP_SECONDS = 20;
const DAY_SECONDS = 86_400;

/** What this room does when something happened elsewhere. */
@Injectable()
export class ReceiptsJobs {
  constructor(
    private readonly issuing: ReceiptIssuing,
    private readonly mails: ReceiptMails,
    private readonly officials: OfficialNumbers,
    private readonly sweep: OfficialWishSweep,
    private readonly wishes: OfficialWishes,
  ) {}

  readonly schedules: readonly Schedule[] = [
    {
      name: 'receipts.official-wishes',
      everySeconds: SWEEP_SECONDS,
      run: async () => void (await this.sweep.run()),
    },
    {
      name: 'receipts.official-wishes-purge',
      everySeconds: DAY_SECONDS,
      run: async () => void (await this.wishes.purge()),
    },
  ];

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'receipts.issue',
      on: DONATION_BOOKED,
      mode: 'batch',
      batch: BATCH_MAX,
      handle: (tx, tasks) => this.follow(tx, tasks),
    },
    {
      name: 'receipts.change',
      on: DONATION_CHANGED,
      mode: 'batch',
      batch: BATCH_MAX,
      handle: (tx, tasks) => this.follow(tx, tasks),
    },
    {
      name: 'receipts.official',
      on: DONATION_CHANGED,
      mode: 'batch',
      batch: BATCH_MAX,
      handle: (tx, tasks) => this.each(tasks, (id, donations) => this.officials.follow(tx, id, donations)),
    },
    {
      name: 'receipts.mail',
      on: RECEIPT_ISSUED,
      mode: 'batch',
      batch: BATCH_MAX,
      // Drawing is computing: every worker helps.
      workers: WORKERS_MAX,
      handle: (tx, tasks) =>
        this.mails.send(
          tx,
          tasks.map(({ ref }) => ref),
        ),
    },
    {
      name: 'receipts.mail-void',
      on: RECEIPT_VOIDED,
      mode: 'external',
      perform: ({ ref }) => this.mails.prepareVoid(ref),
    },
  ];

  private follow(tx: Tx, tasks: readonly OutboxTask[]): Promise<void> {
    return this.each(tasks, (id, donations) => this.issuing.follow(tx, id, donations));
  }

  /** One register after the other, always in the same order: two workers never wait for each other in a circle. */
  private async each(
    tasks: readonly OutboxTask[],
    work: (organizationId: string, donationIds: readonly string[]) => Promise<unknown>,
  ): Promise<void> {
    const byOrganization = new Map<string, Set<string>>();
    for (const { kind, organizationId, ref } of tasks) {
      if (!organizationId) throw new Error(`${kind} of ${ref} names no organization`);
      const donations = byOrganization.get(organizationId) ?? new Set();
      byOrganization.set(organizationId, donations.add(ref));
    }
    for (const organizationId of [...byOrganization.keys()].sort()) {
      await work(organizationId, [...(byOrganization.get(organizationId) ?? [])]);
    }
  }
}
