import type { Tx } from '../platform/database/database.js';
import type { DonationFact } from './donation.js';
import { factsOfDonations, findProjects, lockDonation } from './payment-facts.statements.js';
import { toFact } from './payment-fold.js';
import { leftToRefund, type RefundRow } from './refund.js';
import { type Place, placeOf } from './return-places.js';
import { lockRefunds } from './return-rows.statements.js';

/** A payment of a donation, with what can still be given back of it. */
export interface RefundablePayment {
  readonly accountId: string;
  readonly paymentKey: string;
  readonly currency: string;
  readonly place: Place;
  readonly left: bigint;
  readonly occurredAt: Date;
}

/** A donation that is locked, with its payments, newest first. */
export interface RefundableDonation {
  readonly donationId: string;
  readonly projectId: string;
  readonly payments: readonly RefundablePayment[];
}

/**
 * Locks a donation and says what can be given back of each of its payments.
 * @param except a refund that is itself about to be approved: what it claims is not taken from what is left.
 * @returns null when the organization has no such donation.
 */
export async function lockRefundable(
  tx: Tx,
  organizationId: string,
  donationId: string,
  except: string | null = null,
): Promise<RefundableDonation | null> {
  const attempts = await lockDonation(tx, organizationId, donationId);
  const [first] = attempts;
  if (!first) return null;
  const [project] = await findProjects(tx, [first.projectId]);
  const facts = (await factsOfDonations(tx, [donationId])).map(toFact);
  const successes = paymentsIn(facts);
  const rows = await lockRefunds(
    tx,
    'payment',
    successes.map(({ providerAccountId, key }) => [providerAccountId, key]),
  );
  const others = rows.filter(({ id }) => id !== except);
  const payments = successes.map((payment) => {
    const attempt = attempts.find(({ attemptId }) => attemptId === payment.attemptId) ?? null;
    return {
      accountId: payment.providerAccountId,
      paymentKey: payment.key,
      currency: payment.currency ?? '',
      place: placeOf(payment, payment.key, attempt, project ?? null),
      left: leftToRefund(payment, facts, ofPayment(others, payment)),
      occurredAt: payment.occurredAt,
    };
  });
  payments.sort((one, other) => other.occurredAt.getTime() - one.occurredAt.getTime());
  return { donationId, projectId: first.projectId, payments };
}

/** Payments that the donation has: of one that was released from suspense, the release speaks. */
function paymentsIn<Fact extends DonationFact>(facts: readonly Fact[]): Fact[] {
  const released = facts.filter(({ kind }) => kind === 'payment_released');
  const isReleased = (fact: Fact) =>
    released.some(
      ({ key, providerAccountId }) => key === fact.key && providerAccountId === fact.providerAccountId,
    );
  return [...released, ...facts.filter((fact) => fact.kind === 'payment_succeeded' && !isReleased(fact))];
}

/**
 * The payment that a refund is taken from: the newest that has enough left. Of a gift that was paid twice that is the
 * second payment, which is the one to give back.
 */
export function paymentFor(
  { payments }: RefundableDonation,
  amount: bigint,
): { readonly payment: RefundablePayment | null; readonly most: bigint } {
  const most = payments.reduce((known, { left }) => (left > known ? left : known), 0n);
  return { payment: payments.find(({ left }) => left >= amount) ?? null, most };
}

function ofPayment(rows: readonly RefundRow[], payment: DonationFact): RefundRow[] {
  return rows.filter(
    ({ accountId, paymentKey }) => accountId === payment.providerAccountId && paymentKey === payment.key,
  );
}
