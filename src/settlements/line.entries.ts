import { newId } from '../kernel/ids.js';
import type { NewEntry, NewTransfer } from '../ledger/entry.js';
import type { ProviderStatementLine } from '../providers/payment-provider.service.js';
import type { LineBooking } from './statement-lines.js';

/** Accounts and funds between which a statement's lines move money. */
export interface LineAccounts {
  /** The provider's clearing account. */
  readonly clearing: string;
  /** 100904 of the provider account. */
  readonly inTransit: string;
  /** 530101. */
  readonly fees: string;
  /** The general fund: a gift is never made smaller by its fee. */
  readonly generalFund: string;
  /** TREASURY: what is on its way to the bank belongs to no project by itself. */
  readonly treasury: string;
}

/** Source of a statement line's entry. */
export function lineSource(providerAccountId: string, lineKey: string): string {
  return `${providerAccountId}:${lineKey}`;
}

/**
 * The entry of a line (payments.md 2.4): a fee is Dr provider fees / Cr clearing in the general fund, a payout Dr in
 * transit / Cr clearing in TREASURY; what comes back is booked the other way round.
 */
export function lineEntry(
  line: ProviderStatementLine,
  { kind, fee, paidOut }: LineBooking,
  account: { readonly id: string; readonly organizationId: string },
  { clearing, inTransit, fees, generalFund, treasury }: LineAccounts,
): NewEntry {
  return {
    id: newId(),
    organizationId: account.organizationId,
    kind,
    sourceType: 'statement_line',
    sourceId: lineSource(account.id, line.key),
    ...subjectOf(line, paidOut !== 0n),
    occurredAt: line.occurredAt,
    transfers: [
      ...moved(treasury, inTransit, clearing, paidOut, line.currency),
      ...moved(generalFund, fees, clearing, fee, line.currency),
    ],
  };
}

/**
 * A fee is about the provider's payment, never about the gift: whether the gift is known when the statement is read is
 * chance, and the books must not depend on it.
 */
function subjectOf(
  line: ProviderStatementLine,
  isPayout: boolean,
): Pick<NewEntry, 'subjectType' | 'subjectId'> {
  if (isPayout) return { subjectType: 'payout', subjectId: (line.sourceKey ?? line.key).slice(0, 64) };
  if (line.paymentId) return { subjectType: 'provider_payment', subjectId: line.paymentId.slice(0, 64) };
  return { subjectType: 'statement_line', subjectId: line.key.slice(0, 64) };
}

/** A transfer of `amount` from `from` to `to`; the other way round when it is negative, none when it is zero. */
function moved(fundId: string, to: string, from: string, amount: bigint, currency: string): NewTransfer[] {
  if (amount === 0n) return [];
  return amount > 0n
    ? [{ fundId, debit: to, credit: from, amount, currency }]
    : [{ fundId, debit: from, credit: to, amount: -amount, currency }];
}
