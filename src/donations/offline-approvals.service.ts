import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { CashDeposit } from './cash-deposit.entity.js';
import { CashDeposits } from './cash-deposits.service.js';
import { offlineNotFound } from './donations.errors.js';
import { OfflineAnnulments } from './offline-annulments.service.js';
import { OfflineBooking } from './offline-booking.service.js';
import { OfflineGift } from './offline-gift.entity.js';
import type { OfflineMatter } from './offline-payloads.js';
import { Pledge } from './pledge.entity.js';
import { Pledges } from './pledges.service.js';

type Ending = 'rejected' | 'cancelled' | 'expired';

const TABLES = { gift: OfflineGift, pledge: Pledge, cash_deposit: CashDeposit } as const;

/** What a checker does about offline money, whichever of its matters it is; and what follows when nobody does. */
@Injectable()
export class OfflineApprovals {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly queries: ApprovalsQueries,
    private readonly booking: OfflineBooking,
    private readonly annulments: OfflineAnnulments,
    private readonly pledges: Pledges,
    private readonly deposits: CashDeposits,
    private readonly doorbell: Doorbell,
    private readonly clock: Clock,
  ) {}

  /**
   * Another person allows what they saw, and it is carried out at once. @throws Refusal as `Approvals.vote` and
   * `consume`, and as the matter's own rules.
   */
  async approve(
    { staffId, organizationId }: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'approved'> {
    const asked = await this.queries.byId(organizationId, approvalId);
    const outcome = await this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, operation: 'offline_gift', staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      if (!asked) throw offlineNotFound();
      const what = [organizationId, asked.subjectId, approvalId, staffId] as const;
      const matter = asked.payload.matter as OfflineMatter;
      if (matter === 'gift') await this.booking.book(tx, ...what);
      else if (matter === 'annulment') await this.annulments.annul(tx, ...what);
      else if (matter === 'pledge') await this.pledges.open(tx, ...what);
      else await this.deposits.book(tx, ...what);
      return 'approved';
    });
    if (outcome === 'approved') this.doorbell.ring('numbering');
    return outcome;
  }

  /** Follows a request that ended without being carried out; what it asked for stays a draft that came to nothing. */
  async followEnd(tx: Tx, approvalId: string, ending: Ending, reason: string | null): Promise<void> {
    for (const table of Object.values(TABLES)) {
      await tx.update(
        table,
        { approvalId, state: 'requested' },
        { state: ending, endedAt: this.clock.now(), reason },
      );
    }
  }
}
