import type { NewEntry } from '../ledger/entry.js';
import type { Disbursement } from './disbursement.entity.js';

/** Where a disbursement is booked: account ids. */
export interface DisbursementAccounts {
  /** 5101xx. */
  readonly cost: string;
  /** 100201. */
  readonly bank: string;
}

/** What the books know a disbursement by. */
export const DISBURSEMENT = 'disbursement';

type Booked = Pick<
  Disbursement,
  'id' | 'organizationId' | 'projectId' | 'fundId' | 'amount' | 'currency' | 'approvalId'
>;

/** Paid: Dr programme cost / Cr donation account, both in the project's fund. */
export function paidEntry(
  id: string,
  disbursement: Booked,
  { cost, bank }: DisbursementAccounts,
  occurredAt: Date,
): NewEntry {
  return {
    ...common(id, disbursement, occurredAt),
    kind: 'disbursement',
    sourceType: DISBURSEMENT,
    transfers: [{ ...moneyOf(disbursement), debit: cost, credit: bank }],
  };
}

/** Returned by the bank: the payment's entry the other way round. */
export function returnedEntry(
  id: string,
  disbursement: Booked,
  { cost, bank }: DisbursementAccounts,
  occurredAt: Date,
  paidEntryId: string,
): NewEntry {
  return {
    ...common(id, disbursement, occurredAt),
    kind: 'disbursement_returned',
    sourceType: 'disbursement_return',
    reversesId: paidEntryId,
    transfers: [{ ...moneyOf(disbursement), debit: bank, credit: cost }],
  };
}

function common(id: string, disbursement: Booked, occurredAt: Date) {
  const { organizationId, projectId, approvalId } = disbursement;
  return {
    id,
    organizationId,
    sourceId: disbursement.id,
    subjectType: DISBURSEMENT,
    subjectId: disbursement.id,
    projectId,
    approvalId,
    occurredAt,
  };
}

function moneyOf({ fundId, amount, currency }: Booked) {
  return { fundId, amount, currency };
}
