import { Refunds } from '../../../donations/refunds.service.js';
import { SuspenseReleases } from '../../../donations/suspense-releases.service.js';
import { Replays } from '../../../intake/replays.service.js';
import { StatementIntake } from '../../../intake/statement-intake.service.js';
import type { Operation } from '../../../platform/approvals/approvals.js';
import { ProviderApprovals } from '../../../providers/provider-approvals.service.js';
import { ReceiptVoids } from '../../../receipts/receipt-voids.service.js';
import { DayClosing } from '../../../reconciliation/day-closing.service.js';
import { DayReopening } from '../../../reconciliation/day-reopening.service.js';
import { Resolutions } from '../../../reconciliation/resolutions.service.js';
import { YearClosing } from '../../../reconciliation/year-closing.service.js';
import { YearReopening } from '../../../reconciliation/year-reopening.service.js';
import { Rights } from '../../../staff/rights.service.js';
import { bankAccountUse } from '../bank-accounts/bank-account-use.js';
import { disbursementUse } from '../disbursements/disbursement-use.js';
import { useChangeUse } from '../disbursements/use-change-use.js';
import { fundTransferUse } from '../funds/fund-transfer-use.js';
import { offlineUse } from '../offline-gifts/offline-use.js';
import { correctionFacts } from '../receipts/correction.js';
import type { ApprovalUse, Get } from './approval-use.js';

/** The literal table of what can be approved: each owning room has its line, and no operation is without one. */
export function approvalUses(get: Get): Record<Operation, ApprovalUse> {
  return {
    disbursement: disbursementUse(get),
    use_change: useChangeUse(get),
    fund_transfer: fundTransferUse(get),
    offline_gift: offlineUse(get),
    receipt_void: {
      approve: (actor, id, shown) => get(ReceiptVoids).approve(actor, id, shown),
      show: (payload, desk) => correctionFacts(get(ReceiptVoids), payload, desk),
    },
    suspense_release: { approve: (actor, id, shown) => get(SuspenseReleases).approve(actor, id, shown) },
    quarantine_replay: { approve: (actor, id, shown) => get(Replays).approve(actor, id, shown) },
    case_entry: { approve: (actor, id, shown) => get(Resolutions).approve(actor, id, shown) },
    refund: { approve: (actor, id, shown) => get(Refunds).approve(actor, id, shown) },
    statement_intake: { approve: (actor, id, shown) => get(StatementIntake).approve(actor, id, shown) },
    day_close: get(DayClosing),
    day_reopen: get(DayReopening),
    year_close: get(YearClosing),
    year_reopen: get(YearReopening),
    bank_account: bankAccountUse(get),
    provider_secret: { approve: (actor, id, shown) => get(ProviderApprovals).approve(actor, id, shown) },
    role: { approve: (actor, id, shown) => get(Rights).approve(actor, id, shown) },
  };
}
