import { Injectable } from '@nestjs/common';
import { APPROVAL_ENDED } from '../platform/approvals/approvals.js';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { REFUND_APPROVED } from './donations.outbox.js';
import { RefundRequests } from './refund-requests.service.js';
import { RefundSending } from './refund-sending.service.js';

const HOUR_SECONDS = 3_600;

/** What is done about refunds when something happened, and by the clock. */
@Injectable()
export class RefundsJobs {
  constructor(
    private readonly sending: RefundSending,
    private readonly requests: RefundRequests,
  ) {}

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'refunds.send',
      on: REFUND_APPROVED,
      mode: 'external',
      perform: ({ ref }) => this.sending.send(ref),
    },
    // A request that nobody carries out gives back what it claimed of its payment.
    {
      name: 'refunds.withdraw',
      on: APPROVAL_ENDED,
      mode: 'each',
      handle: async (tx, { ref }) => {
        await tx.query(
          "UPDATE refund SET state = 'withdrawn' WHERE approval_id = ? AND state = 'requested'",
          [ref],
        );
        await this.requests.reopen(tx, ref);
      },
    },
  ];

  readonly schedules: readonly Schedule[] = [
    {
      name: 'refunds.overdue',
      everySeconds: HOUR_SECONDS,
      run: async () => void (await this.sending.showOverdue()),
    },
  ];
}
