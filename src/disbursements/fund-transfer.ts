import { FormReading, formSha256 } from '../kernel/form-reading.js';
import type { NewEntry, NewTransfer } from '../ledger/entry.js';
import type { FundKind } from '../ledger/fund.entity.js';
import type { Payload } from '../platform/approvals/approval.entity.js';
import type { FundTransfer } from './fund-transfer.entity.js';

/** A form for a transfer between funds as it was typed. */
export interface FundTransferForm {
  readonly fromFundId: string;
  readonly toFundId: string;
  /** Major units. */
  readonly amountText: string;
  readonly purpose: string;
  readonly formKey: string;
}

/** A fund as this rule needs it; null = none of this organization. */
export interface TransferFund {
  readonly fundId: string;
  readonly kind: FundKind;
  readonly currency: string;
}

export interface WantedTransfer {
  readonly amount: bigint;
  readonly purpose: string;
  readonly formKey: string;
  readonly formSha256: Buffer;
}

const PURPOSE_MAX = 300;

/**
 * Checks a form against the two funds that it names: different ones, of one currency, and neither suspense nor treasury.
 * @throws Refusal invalid/fund_transfer_invalid with all wrong fields.
 */
export function readFundTransfer(
  form: FundTransferForm,
  from: TransferFund | null,
  to: TransferFund | null,
): WantedTransfer {
  const reading = new FormReading();
  if (!from || !isOfPurpose(from)) reading.refuse('from', 'invalid');
  if (!to || !isOfPurpose(to)) reading.refuse('to', 'invalid');
  if (from && to && from.fundId === to.fundId) reading.refuse('to', 'same_fund');
  if (from && to && from.currency !== to.currency) reading.refuse('to', 'other_currency');
  const amount = reading.amount('amount', form.amountText, from?.currency ?? 'CNY');
  const purpose = reading.line('purpose', form.purpose, PURPOSE_MAX);
  const formKey = reading.formKey(form.formKey);
  reading.finish('fund_transfer_invalid');
  const typed = [form.fromFundId, form.toFundId, amount.toString(), purpose];
  return { amount, purpose, formKey, formSha256: formSha256(typed) };
}

function isOfPurpose({ kind }: TransferFund): boolean {
  return kind === 'restricted' || kind === 'unrestricted';
}

/** The net-asset account through which money leaves or enters a fund. */
export function netAssetCode(kind: FundKind): '3101' | '3102' {
  return kind === 'unrestricted' ? '3101' : '3102';
}

/** What the approver sees and allows. */
export function transferPayload(
  transfer: Pick<FundTransfer, 'id' | 'fromFundId' | 'toFundId' | 'amount' | 'currency' | 'purpose'>,
): Payload {
  return {
    fund_transfer: transfer.id,
    from_fund: transfer.fromFundId,
    to_fund: transfer.toFundId,
    amount: transfer.amount.toString(),
    currency: transfer.currency,
    purpose: transfer.purpose,
  };
}

/**
 * Two transfers through net assets, one in each fund: Dr 3102/A Cr bank/A, Dr bank/B Cr 3102/B. The bank's total stays
 * as it is, since asset accounts are read across funds.
 */
export function fundTransferEntry(
  id: string,
  transfer: FundTransfer,
  accounts: { readonly bank: string; readonly from: string; readonly to: string },
  occurredAt: Date,
): NewEntry {
  const { amount, currency, organizationId, approvalId } = transfer;
  const leaves: NewTransfer = {
    fundId: transfer.fromFundId,
    debit: accounts.from,
    credit: accounts.bank,
    amount,
    currency,
  };
  const enters: NewTransfer = {
    fundId: transfer.toFundId,
    debit: accounts.bank,
    credit: accounts.to,
    amount,
    currency,
  };
  return {
    id,
    organizationId,
    kind: 'fund_transfer',
    sourceType: 'fund_transfer',
    sourceId: transfer.id,
    subjectType: 'fund_transfer',
    subjectId: transfer.id,
    approvalId,
    occurredAt,
    transfers: [leaves, enters],
  };
}
