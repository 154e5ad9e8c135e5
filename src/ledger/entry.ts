import { scaleOf } from '../kernel/money.js';

/**
 * Why an entry was made. Each kind moves the same accounts every time, so that reports and progress can go by
 * the kind alone. A kind that is added here must also be given its effect on progress.
 */
export const ENTRY_KINDS = [
  'gift',
  'suspense_gift',
  'suspense_release',
  'offline_gift',
  'cash_deposit',
  'platform_gift',
  'provider_fee',
  'provider_fee_returned',
  'refund_approved',
  'refund_succeeded',
  'refund_failed',
  'refund_by_provider',
  'refund_undone',
  'dispute_withdrawn',
  'dispute_reinstated',
  'dispute_lost',
  'payout',
  'payout_failed',
  'bank_credit',
  'disbursement',
  'disbursement_returned',
  'fund_transfer',
  'adjustment',
  'year_close',
  'reversal',
] as const;
export type EntryKind = (typeof ENTRY_KINDS)[number];

/** Money that moves from the credit account to the debit account inside one fund. */
export interface NewTransfer {
  readonly fundId: string;
  /** Account ids. */
  readonly debit: string;
  readonly credit: string;
  /** Minor units, more than zero. */
  readonly amount: bigint;
  readonly currency: string;
}

/** One business fact as the ledger takes it; its transfers are one per pair of accounts and fund. */
export interface NewEntry {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: EntryKind;
  /** What the entry is made from; one entry per source. A gift's is its fact. */
  readonly sourceType: string;
  readonly sourceId: string;
  /** What the entry is about. Entries that change a project's progress are about the gift. */
  readonly subjectType: string;
  readonly subjectId: string;
  readonly projectId?: string | null;
  readonly channelId?: string | null;
  readonly occurredAt: Date;
  readonly memo?: string;
  readonly reversesId?: string;
  readonly approvalId?: string;
  readonly transfers: readonly NewTransfer[];
}

const TRANSFERS_MAX = 1000;

/** What is wrong with an entry, as sentences; empty when it can be posted. */
export function problemsOf(entry: NewEntry): string[] {
  const problems: string[] = [];
  if (entry.transfers.length === 0) problems.push('an entry moves money: it has at least one transfer');
  if (entry.transfers.length > TRANSFERS_MAX)
    problems.push(`an entry has at most ${TRANSFERS_MAX} transfers`);
  // The seals write them as JSON; control characters have no one spelling there.
  if (!/^[ -~]+$/.test(entry.sourceId)) problems.push('a source id is printable ASCII');
  if (entry.kind === 'reversal' && !entry.reversesId) problems.push('a reversal names the entry it reverses');
  for (const { amount, debit, credit, currency } of entry.transfers) {
    if (amount <= 0n) problems.push('a transfer moves more than zero: turn debit and credit around instead');
    if (debit === credit) problems.push('a transfer has two different accounts');
    if (scaleOf(currency) === undefined) problems.push(`unknown currency ${currency}`);
  }
  return problems;
}

/** The transfers that undo these: same funds and amounts, debit and credit changed over. */
export function mirrored(transfers: readonly NewTransfer[]): NewTransfer[] {
  return transfers.map((transfer) => ({ ...transfer, debit: transfer.credit, credit: transfer.debit }));
}
