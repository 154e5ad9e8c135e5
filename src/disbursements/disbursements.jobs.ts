import { Injectable } from '@nestjs/common';
import { Approval } from '../platform/approvals/approval.entity.js';
import { APPROVAL_ENDED } from '../platform/approvals/approvals.js';
import type { Tx } from '../platform/database/database.js';
import type { OutboxTask, Subscriber } from '../platform/outbox/subscriber.js';
import { USE_CHANGED } from './disbursements.outbox.js';
import { Disbursements, type Ending } from './disbursements.service.js';
import { FundTransfers } from './fund-transfers.service.js';
import { UseChangeMails } from './use-change-mails.service.js';
import { UseChanges } from './use-changes.service.js';

/** How a request that nobody carried out ends here. */
const ENDINGS: Readonly<Record<string, Ending['state']>> = {
  rejected: 'rejected',
  withdrawn: 'cancelled',
  expired: 'expired',
};

/** What this room does when something happened elsewhere. */
@Injectable()
export class DisbursementsJobs {
  constructor(
    private readonly disbursements: Disbursements,
    private readonly transfers: FundTransfers,
    private readonly uses: UseChanges,
    private readonly useMails: UseChangeMails,
  ) {}

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'disbursements.release',
      on: APPROVAL_ENDED,
      mode: 'each',
      handle: (tx, task) => this.release(tx, task),
    },
    {
      name: 'use-changes.tell',
      on: USE_CHANGED,
      mode: 'each',
      handle: (tx, task) => this.useMails.tellNext(tx, task.ref),
    },
  ];

  /** Money that was kept back for a request that has ended is free again. */
  private async release(tx: Tx, { ref }: OutboxTask): Promise<void> {
    const approval = await tx.findOneBy(Approval, { id: ref });
    const state = ENDINGS[approval?.state ?? ''];
    if (!approval || !state) return;
    const { organizationId, operation, reason } = approval;
    if (operation === 'disbursement')
      await this.disbursements.followEnd(tx, ref, organizationId, { state, reason });
    if (operation === 'fund_transfer')
      await this.transfers.followEnd(tx, ref, organizationId, { state, reason });
    if (operation === 'use_change') await this.uses.followEnd(tx, ref, organizationId, { state, reason });
  }
}
