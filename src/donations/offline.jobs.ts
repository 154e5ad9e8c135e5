import { Injectable } from '@nestjs/common';
import { Approval } from '../platform/approvals/approval.entity.js';
import { APPROVAL_ENDED } from '../platform/approvals/approvals.js';
import type { Tx } from '../platform/database/database.js';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import { OfflineApprovals } from './offline-approvals.service.js';

const ENDINGS: Readonly<Record<string, 'rejected' | 'cancelled' | 'expired'>> = {
  rejected: 'rejected',
  withdrawn: 'cancelled',
  expired: 'expired',
};

/** What becomes of offline money that nobody checked. */
@Injectable()
export class OfflineJobs {
  constructor(private readonly approvals: OfflineApprovals) {}

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'offline.end',
      on: APPROVAL_ENDED,
      mode: 'each',
      handle: (tx, { ref }) => this.end(tx, ref),
    },
  ];

  private async end(tx: Tx, approvalId: string): Promise<void> {
    const approval = await tx.findOneBy(Approval, { id: approvalId });
    const ending = ENDINGS[approval?.state ?? ''];
    if (approval?.operation === 'offline_gift' && ending)
      await this.approvals.followEnd(tx, approvalId, ending, approval.reason);
  }
}
