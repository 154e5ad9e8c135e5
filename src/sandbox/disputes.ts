import { integer, type JsonObject, minor, type StripeObject, text } from './json.js';
import { addLine } from './lines.js';
import { newDispute } from './objects/dispute.js';
import { WrongState } from './payments.js';
import type { Work } from './work.js';

/** Stripe's price of a dispute, in minor units of a currency with two decimals, unless the caller names another. */
const DISPUTE_FEE = 1500n;

/** How a dispute begins; amounts in minor units. */
export interface DisputeOpening {
  /** What has not been refunded, unless named; up to the whole charge. */
  amount?: number;
  fee?: bigint;
  reason?: string;
  /** False: the money is withdrawn later, by the step `withdrawn`. */
  funds?: boolean;
  inquiry?: boolean;
}

/** The steps of a dispute, by the status from which each is possible. */
export const STEPS = {
  withdrawn: ['needs_response', 'under_review', 'lost'],
  escalated: ['warning_needs_response', 'warning_under_review'],
  under_review: ['needs_response', 'warning_needs_response'],
  reinstated: ['needs_response', 'under_review', 'won', 'lost'],
  won: ['needs_response', 'under_review', 'lost'],
  lost: ['needs_response', 'under_review'],
  warning_closed: ['warning_needs_response', 'warning_under_review'],
} as const;
export type DisputeStep = keyof typeof STEPS;

/**
 * Opens a dispute of a charge.
 * @throws WrongState when the charge has not succeeded, is disputed already, or the amount is more than it took.
 */
export function openDispute(work: Work, charge: StripeObject, how: DisputeOpening = {}): StripeObject {
  const amount = how.amount ?? integer(charge.amount) - integer(charge.amount_refunded);
  if (charge.status !== 'succeeded') throw new WrongState(`Charge ${charge.id} has not succeeded.`);
  if (charge.disputed) throw new WrongState(`Charge ${charge.id} is disputed already.`);
  if (amount < 1 || amount > integer(charge.amount))
    throw new WrongState('Nothing, or less than that, is left to dispute.');
  const inquiry = how.inquiry ?? false;
  const reason = how.reason ?? 'fraudulent';
  work.change(charge, { disputed: true });
  const made = work.put(newDispute({ charge, amount, reason, inquiry, created: work.at }));
  if (inquiry || how.funds === false) {
    work.event('charge.dispute.created', made);
    return made;
  }
  const taken = withdraw(work, made, how.fee);
  work.event('charge.dispute.created', taken);
  work.event('charge.dispute.funds_withdrawn', taken);
  return taken;
}

/**
 * Takes a dispute one step further: `won` gives withdrawn money back, with the dispute's fee when `feeReturned`;
 * `lost` moves nothing more; `reinstated` is the money alone, before or without a decision.
 * @throws WrongState for a step that does not follow.
 */
export function stepDispute(
  work: Work,
  dispute: StripeObject,
  step: DisputeStep,
  how: { fee?: bigint; feeReturned?: boolean } = {},
): StripeObject {
  const before = String(dispute.status);
  if (!(STEPS[step] as readonly string[]).includes(before))
    throw new WrongState(`A dispute that is ${before} cannot become ${step}.`);
  if (step === 'withdrawn') return moved(work, withdraw(work, dispute, how.fee), 'funds_withdrawn');
  if (step === 'reinstated')
    return moved(work, reinstate(work, dispute, how.feeReturned), 'funds_reinstated');
  if (step === 'escalated') {
    const status = { status: 'needs_response', is_charge_refundable: false };
    const escalated = withdraw(work, work.change(dispute, status), how.fee);
    work.event('charge.dispute.updated', escalated, { status: before, is_charge_refundable: true });
    return moved(work, escalated, 'funds_withdrawn');
  }
  if (step === 'under_review') {
    const status = before.startsWith('warning') ? 'warning_under_review' : step;
    const evidence = dispute.evidence_details as JsonObject;
    const submitted = { ...evidence, has_evidence: true, submission_count: 1 };
    const reviewed = work.change(dispute, { status, evidence_details: submitted });
    work.event('charge.dispute.updated', reviewed, { status: before, evidence_details: evidence });
    return reviewed;
  }
  const decided = work.change(dispute, { status: step });
  const paid = step === 'won' && lines(dispute).length === 1;
  const closed = paid ? reinstate(work, decided, how.feeReturned) : decided;
  if (step === 'warning_closed') work.change(chargeOf(work, dispute), { disputed: false });
  work.event('charge.dispute.updated', closed, { status: before });
  work.event('charge.dispute.closed', closed);
  return paid ? moved(work, closed, 'funds_reinstated') : closed;
}

function moved(work: Work, dispute: StripeObject, what: string): StripeObject {
  work.event(`charge.dispute.${what}`, dispute);
  return dispute;
}

function withdraw(work: Work, dispute: StripeObject, fee = DISPUTE_FEE): StripeObject {
  if (lines(dispute).length) throw new WrongState('The money of this dispute has been withdrawn already.');
  return move(work, dispute, -minor(dispute.amount), fee, 'dispute', 'Chargeback withdrawal');
}

function reinstate(work: Work, dispute: StripeObject, feeReturned = false): StripeObject {
  const [withdrawn, ...more] = lines(dispute);
  if (!withdrawn || more.length) throw new WrongState('There is no withdrawn money to give back.');
  const fee = feeReturned ? -minor(withdrawn.fee) : 0n;
  return move(work, dispute, minor(dispute.amount), fee, 'dispute_reversal', 'Chargeback reversal');
}

function move(
  work: Work,
  dispute: StripeObject,
  amount: bigint,
  fee: bigint,
  reporting_category: string,
  said: string,
): StripeObject {
  const line = addLine(work, {
    amount,
    fee,
    currency: String(dispute.currency),
    source: dispute.id,
    type: 'adjustment',
    reporting_category,
    description: `${said} for ${String(dispute.charge)}`,
    at_once: true,
  });
  return work.change(dispute, { balance_transactions: [...lines(dispute), line] });
}

function lines(dispute: StripeObject): StripeObject[] {
  return dispute.balance_transactions as StripeObject[];
}

function chargeOf(work: Work, dispute: StripeObject): StripeObject {
  const charge = work.find('charge', text(dispute.charge) ?? '');
  if (!charge) throw new WrongState('The charge of this dispute is unknown.');
  return charge;
}
