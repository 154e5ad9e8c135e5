import type { Payload } from '../platform/approvals/approval.entity.js';
import type { CountedCash } from './cash-count.js';
import type { CashDeposit } from './cash-deposit.entity.js';
import type { DonorDetails } from './donor-details.service.js';
import type { OfflineGift } from './offline-gift.entity.js';
import type { Pledge } from './pledge.entity.js';

/** What a checker of offline money is asked to allow; all four go by the operation `offline_gift`. */
export type OfflineMatter = 'gift' | 'annulment' | 'pledge' | 'cash_deposit';

/**
 * What the checker of an offline gift sees and allows. Names stand in it as codes that only the same names give, since
 * approvals are kept for ever; the page shows them beside.
 */
export function offlineGiftPayload(
  gift: Omit<OfflineGift, 'approvalId'>,
  counts: readonly CountedCash[],
  details: DonorDetails,
): Payload {
  const row = `offline_gift:${gift.id}`;
  const code = (what: 'mail' | 'payer', sealed: Buffer | null): string | null =>
    sealed && details.codeOf(row, details.openText(`${row}:${what}`, sealed));
  return {
    matter: 'gift',
    offline_gift: gift.id,
    project: gift.projectId,
    way: gift.way,
    amount: gift.amount.toString(),
    currency: gift.currency,
    received_on: gift.receivedOn,
    bank_reference: gift.bankReference,
    counted_by: gift.countedBy,
    counted_with: gift.countedWith,
    donor_kind: gift.donorKind,
    publicity: gift.publicity,
    channel: gift.channelId,
    pledge: gift.pledgeId,
    name_code: gift.nameEncrypted && details.codeOf(row, details.openName(gift.id, gift.nameEncrypted)),
    mail_code: code('mail', gift.mailEncrypted),
    payer_code: code('payer', gift.payerEncrypted),
    count_sheet: counts.map(({ denomination, pieces }) => ({
      denomination_amount: denomination.toString(),
      pieces,
    })),
  };
}

/** What the checker of an annulment sees: the gift whose entry is reversed, and why. */
export function annulmentPayload(gift: OfflineGift, reason: string): Payload {
  const { id, projectId, amount, currency, receivedOn } = gift;
  return {
    matter: 'annulment',
    offline_gift: id,
    project: projectId,
    amount: amount.toString(),
    currency,
    received_on: receivedOn,
    reason,
  };
}

/** What the checker of a pledge sees. */
export function pledgePayload(pledge: Omit<Pledge, 'approvalId'>, details: DonorDetails): Payload {
  const row = `pledge:${pledge.id}`;
  return {
    matter: 'pledge',
    pledge: pledge.id,
    project: pledge.projectId,
    amount: pledge.amount.toString(),
    currency: pledge.currency,
    pledged_on: pledge.pledgedOn,
    due_on: pledge.dueOn,
    donor_kind: pledge.donorKind,
    publicity: pledge.publicity,
    name_code: details.codeOf(row, details.openText(row, pledge.nameEncrypted)),
  };
}

/** What the checker of a cash deposit sees. */
export function cashDepositPayload(deposit: Omit<CashDeposit, 'approvalId'>): Payload {
  return {
    matter: 'cash_deposit',
    cash_deposit: deposit.id,
    amount: deposit.amount.toString(),
    currency: deposit.currency,
    deposited_on: deposit.depositedOn,
    bank_reference: deposit.bankReference,
  };
}
