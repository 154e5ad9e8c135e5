import { FormReading, formSha256 } from '../kernel/form-reading.js';
import type { Payload } from '../platform/approvals/approval.entity.js';
import { COST_CODES, type CostCode, type Disbursement } from './disbursement.entity.js';

/** A form for a disbursement as it was typed. */
export interface DisbursementForm {
  readonly projectId: string;
  readonly accountCode: string;
  /** Major units. */
  readonly amountText: string;
  readonly payee: string;
  readonly purpose: string;
  readonly formKey: string;
}

/** The same after all fields were checked. */
export interface WantedDisbursement {
  readonly accountCode: CostCode;
  readonly amount: bigint;
  readonly payee: string;
  readonly purpose: string;
  readonly formKey: string;
  readonly formSha256: Buffer;
}

export const PAYEE_MAX = 120;
export const PURPOSE_MAX = 300;
export const REASON_MAX = 500;

/** @throws Refusal invalid/disbursement_invalid with all wrong fields. */
export function readDisbursement(form: DisbursementForm, currency: string): WantedDisbursement {
  const reading = new FormReading();
  const amount = reading.amount('amount', form.amountText, currency);
  const accountCode = reading.choice('account_code', form.accountCode, COST_CODES);
  const payee = reading.line('payee', form.payee, PAYEE_MAX);
  const purpose = reading.line('purpose', form.purpose, PURPOSE_MAX);
  const formKey = reading.formKey(form.formKey);
  reading.finish('disbursement_invalid');
  if (!accountCode) throw new Error('a form without problems has an account');
  const typed = [form.projectId, accountCode, amount.toString(), payee, purpose];
  return { accountCode, amount, payee, purpose, formKey, formSha256: formSha256(typed) };
}

/**
 * What the approver sees and allows. The payee stands in it as a code that only the same name gives: approvals are
 * kept for ever and hold no personal data, and yet another payee would be another request.
 */
export function payloadOf(
  wanted: Pick<
    Disbursement,
    'id' | 'projectId' | 'fundId' | 'accountCode' | 'amount' | 'currency' | 'purpose'
  >,
  payeeCode: string,
): Payload {
  return {
    disbursement: wanted.id,
    project: wanted.projectId,
    fund: wanted.fundId,
    account: wanted.accountCode,
    amount: wanted.amount.toString(),
    currency: wanted.currency,
    purpose: wanted.purpose,
    payee_code: payeeCode,
  };
}
