import type { Type } from '@nestjs/common';
import { Refunds } from '../../../donations/refunds.service.js';
import type { Operation } from '../../../platform/approvals/approvals.js';
import { ReceiptVoids } from '../../../receipts/receipt-voids.service.js';
import { DayClosing } from '../../../reconciliation/day-closing.service.js';
import { DayReopening } from '../../../reconciliation/day-reopening.service.js';
import { Resolutions } from '../../../reconciliation/resolutions.service.js';
import type { Fact } from '../../ui/facts.js';
import type { Desk } from '../access/visit.js';
import { correctionFacts } from '../receipts/correction.js';

/** Who agrees, and where. */
export interface Approver {
  readonly staffId: string;
  readonly organizationId: string;
}

/** How one operation is shown to people, and the owning room's use case that votes and carries it out. */
export interface ApprovalUse {
  /**
   * Votes for what was seen, and carries the thing out with the last vote needed, in one database transaction.
   * 'waiting' while further votes are needed; whatever else it returns means that it is done.
   */
  approve(actor: Approver, approvalId: string, shownSha256: string): Promise<unknown>;
  /** Facts in words that stand above the request's own fields: names, links. The fields themselves always follow. */
  show?(payload: Readonly<Record<string, unknown>>, desk: Desk): readonly Fact[] | Promise<readonly Fact[]>;
}

/** Finds a room's use cases. */
export type Get = <T>(token: Type<T>) => T;

/** The literal table of what can be approved: each owning room has its line. */
export function approvalUses(get: Get): Partial<Record<Operation, ApprovalUse>> {
  return {
    receipt_void: {
      approve: (actor, id, shown) => get(ReceiptVoids).approve(actor, id, shown),
      show: (payload, desk) => correctionFacts(get(ReceiptVoids), payload, desk),
    },
    case_entry: { approve: (actor, id, shown) => get(Resolutions).approve(actor, id, shown) },
    refund: { approve: (actor, id, shown) => get(Refunds).approve(actor, id, shown) },
    day_close: get(DayClosing),
    day_reopen: get(DayReopening),
  };
}
