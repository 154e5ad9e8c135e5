import { Injectable } from '@nestjs/common';
import { DONATION_BOOKED } from '../donations/donations.outbox.js';
import type { Tx } from '../platform/database/database.js';
import type { OutboxTask, Subscriber } from '../platform/outbox/subscriber.js';
import { ReceiptMails } from './receipt-mails.service.js';
import { RECEIPT_ISSUED } from './receipts.outbox.js';
import { BATCH_MAX, Receipts } from './receipts.service.js';

/** What this room does when something happened elsewhere. */
@Injectable()
export class ReceiptsJobs {
  constructor(
    private readonly receipts: Receipts,
    private readonly mails: ReceiptMails,
  ) {}

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'receipts.issue',
      on: DONATION_BOOKED,
      mode: 'batch',
      batch: BATCH_MAX,
      handle: (tx, tasks) => this.issue(tx, tasks),
    },
    // Drawing takes milliseconds of computing, so it happens before the database transaction and not inside it.
    {
      name: 'receipts.mail',
      on: RECEIPT_ISSUED,
      mode: 'external',
      perform: ({ ref }) => this.mails.prepare(ref),
    },
  ];

  /** One series after the other, always in the same order: two workers never wait for each other in a circle. */
  private async issue(tx: Tx, tasks: readonly OutboxTask[]): Promise<void> {
    const byOrganization = new Map<string, string[]>();
    for (const { organizationId, ref } of tasks) {
      if (!organizationId) throw new Error(`${DONATION_BOOKED} of ${ref} names no organization`);
      const donations = byOrganization.get(organizationId) ?? [];
      byOrganization.set(organizationId, [...donations, ref]);
    }
    for (const organizationId of [...byOrganization.keys()].sort()) {
      await this.receipts.issue(tx, organizationId, byOrganization.get(organizationId) ?? []);
    }
  }
}
