import type { NewCase } from '../cases/cases.service.js';
import type { EventReading, FactDraft } from '../providers/event-reading.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import type { BookableFact } from './donation.entries.js';
import type { DonationFact } from './donation.js';
import type { AttemptRow, ProjectRow, StoredFact } from './payment-facts.statements.js';
import type { RefundRow } from './refund.js';
import type { DisputeRow, ReturnChanges } from './return-facts.js';

/** One provider event as intake hands it over. */
export interface ArrivedEvent {
  /** Id of its inbox row; null when a file states it. */
  readonly eventId: string | null;
  readonly account: ProviderAccount;
  readonly reading: EventReading;
  /** Nobody claimed its money for a day: it is booked to suspense. */
  readonly unclaimed: boolean;
}

/**
 * What became of an event: its facts are in our books · no attempt of ours is known for it · it announces money
 * whose booking event has not come yet · it announces that a refund failed, and the event that states it has not come
 * yet · it tells of money that goes back from a payment that has not come yet.
 */
export type EventOutcome =
  | 'applied'
  | 'unknown_parent'
  | 'booking_expected'
  | 'failure_expected'
  | 'payment_expected';

/** What the books know before the events are applied; all of it is locked or cannot change. */
export interface KnownPayments {
  readonly attempts: readonly AttemptRow[];
  readonly projects: ReadonlyMap<string, ProjectRow>;
  readonly facts: readonly (StoredFact & {
    readonly donationId: string;
    readonly attemptAccountId: string;
  })[];
  /** Facts under the keys of these events, whatever they belong to. */
  readonly sameKey: readonly StoredFact[];
  /** Refunds and disputes that these events are about; empty when they are about none. */
  readonly refunds: readonly RefundRow[];
  readonly disputes: readonly DisputeRow[];
}

export interface NewFact {
  readonly id: string;
  readonly account: ProviderAccount;
  readonly attemptId: string | null;
  readonly draft: FactDraft;
  readonly eventId: string | null;
}

/** Where a success is booked. */
export type Destination =
  | {
      readonly to: 'gift';
      readonly account: ProviderAccount;
      readonly attempt: AttemptRow;
      readonly project: ProjectRow;
    }
  | {
      readonly to: 'suspense';
      readonly account: ProviderAccount;
      readonly subject: { readonly type: 'donation' | 'provider_payment'; readonly id: string };
      readonly why: string;
    };

/** Everything that applying the events changes. */
export interface PaymentChanges {
  readonly outcomes: EventOutcome[];
  readonly facts: NewFact[];
  readonly bookings: { readonly fact: BookableFact; readonly destination: Destination }[];
  readonly statuses: Map<string, string>;
  readonly paymentIds: Map<string, string>;
  readonly announced: { readonly donationId: string; readonly organizationId: string }[];
  readonly cases: NewCase[];
  readonly returns: ReturnChanges;
}

/** A donation about which these events say something. */
export interface DonationInHand {
  readonly attempt: AttemptRow;
  readonly before: readonly DonationFact[];
  readonly after: DonationFact[];
  readonly project: ProjectRow;
}

/** The project of an attempt; it was read with it. */
export function projectOf(known: KnownPayments, attempt: AttemptRow): ProjectRow {
  const project = known.projects.get(attempt.projectId);
  if (!project) throw new Error(`project ${attempt.projectId} of donation ${attempt.donationId} is missing`);
  return project;
}

/** A stored fact with its amounts as numbers. */
export function toFact<Row extends StoredFact>(
  row: Row,
): Omit<Row, 'amount' | 'fee'> & { readonly amount: bigint | null; readonly fee: bigint | null } {
  const { amount, fee } = row;
  return { ...row, amount: amount === null ? null : BigInt(amount), fee: fee === null ? null : BigInt(fee) };
}

/** Names a fact among those of all accounts. */
export function keyOf(accountId: string, { kind, key }: { kind: string; key: string }): string {
  return `${accountId}/${kind}/${key}`;
}
