import { createHash } from 'node:crypto';
import { isId, newId, withoutPrefix } from '../kernel/ids.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';

/** A payment that somebody else than our own form brought about, as a file or a notification states it. */
export interface StatedPayment {
  readonly paymentId: string;
  /** Our number of the order, where the gift was begun here. */
  readonly merchantRef: string | null;
  readonly attach: string | null;
  readonly description: string | null;
  readonly amount: bigint;
  readonly currency: string;
  readonly occurredAt: Date;
}

/** What a payment leads to: an attempt of ours, or nothing that we know. */
export interface StatedPlace {
  readonly attemptId: string | null;
  /** No attempt is known for it, and its words lead to no project. */
  readonly unclaimed: boolean;
}

/** A refund that a provider states without our metadata. */
export interface StatedRefund {
  readonly key: string;
  readonly paymentId: string;
  readonly merchantRef: string | null;
  /** Minor units, more than zero. */
  readonly amount: bigint;
  readonly currency: string;
}

/** A gift to be made from what a provider states. */
export interface StatedGiftRow {
  readonly donationId: string;
  readonly attemptId: string;
  readonly organizationId: string;
  readonly accountId: string;
  readonly paymentId: string;
  readonly projectId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly formKey: string;
  readonly formSha256: Buffer;
  readonly at: Date;
}

/** The attempt that a payment names as its order. */
export function attemptIn({ merchantRef }: StatedPayment): string[] {
  const id = numberOf('pat', merchantRef);
  return id === null ? [] : [id];
}

/** An id of ours in a merchant's number, with or without its prefix. */
export function numberOf(prefix: 'pat' | 'rfd', text: string | null): string | null {
  if (text === null) return null;
  return isId(text) ? text : withoutPrefix(prefix, text);
}

/** The gift that a payment is, for this project. */
export function giftOf(account: ProviderAccount, payment: StatedPayment, projectId: string): StatedGiftRow {
  // The account's payment, not the line: a notification about it makes the same gift.
  const name = `${account.id}/${payment.paymentId}`;
  const digest = createHash('sha256').update(name).digest();
  return {
    ...{
      donationId: newId(),
      attemptId: newId(),
      organizationId: account.organizationId,
      accountId: account.id,
    },
    ...{ paymentId: payment.paymentId, projectId, amount: payment.amount, currency: payment.currency },
    ...{ formKey: `statement:${digest.toString('base64url')}`, formSha256: digest, at: payment.occurredAt },
  };
}
