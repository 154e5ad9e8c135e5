import type { ProviderStatementLine } from '../../src/providers/payment-provider.service.js';
import { eventsOf, type OpenGift } from '../donations/gift-kit.js';
import { disputeEvent, refundEvents } from '../donations/returns-kit.js';
import type { DisputePlan, GiftPlan, HistoryPlan, OfflinePlan, RefundPlan } from './history.js';

/** A gift as it stands in the society that plays the history. */
export interface PlayedGift extends OpenGift {
  readonly plan: GiftPlan;
}

/** Something that happens; the ordered playing takes them as they are, the other one shuffles what may be shuffled. */
export type Step =
  | { readonly does: 'event'; readonly event: object; readonly needs: string | null }
  | { readonly does: 'line'; readonly line: ProviderStatementLine; readonly needs: null }
  | {
      readonly does: 'refund';
      readonly name: string;
      readonly gift: PlayedGift;
      readonly amount: number;
      readonly at: number;
      readonly needs: null;
    }
  | {
      readonly does: 'offline';
      readonly name: string;
      readonly plan: OfflinePlan;
      readonly at: number;
      readonly needs: null;
    };

const HOUR = 3_600;
/** 08:00 in Shanghai. */
export const START = Date.UTC(2026, 2, 10) / 1000;

/**
 * Everything that happens in a history, in order. Names carry `tag`, so that no other society has the same.
 * @param refundIdOf our id of a refund that staff asked for, known when its turn has come.
 */
export function stepsOf(
  plan: HistoryPlan,
  gifts: readonly PlayedGift[],
  tag: string,
  refundIdOf: (name: string) => string,
): Step[] {
  const steps = gifts.flatMap((gift, n) => giftSteps(gift, n, tag, refundIdOf));
  const offline = plan.offline.map(
    (each, n): Step => ({
      does: 'offline',
      name: `o${n}`,
      plan: each,
      at: START + (n + 1) * 5 * HOUR,
      needs: null,
    }),
  );
  return [...steps, ...offline, ...statementSteps(plan, gifts, tag)];
}

function giftSteps(gift: PlayedGift, n: number, tag: string, refundIdOf: (name: string) => string): Step[] {
  const at = START + n * 7 * HOUR;
  const { plan } = gift;
  const events = eventsOf(gift, at);
  const told = (...list: object[]): Step[] => list.map((event) => ({ does: 'event', event, needs: null }));
  if (plan.arrival === 'expired') return told(events.expired());
  const steps: Step[] = [];
  if (plan.arrival === 'declined, then paid') steps.push(...told(events.failed('card_declined', at - 60)));
  const arrived = plan.arrival === 'another amount' ? { amount_received: gift.amount - 1 } : {};
  const nobody = plan.arrival === 'of nobody' ? { metadata: {} } : {};
  steps.push(...told(events.succeeded({ ...arrived, ...nobody })));
  if (plan.arrival === 'of nobody') return steps;
  steps.push(...told(events.charge(), events.completed()));
  if (plan.arrival === 'paid twice') {
    const again = { ...gift, paymentId: `${gift.paymentId}b` };
    steps.push(...told(eventsOf(again, at + HOUR).succeeded()));
  }
  plan.refunds.forEach((refund, r) => {
    steps.push(...refundSteps(gift, refund, `r${n}.${r}`, at + (r + 2) * 2 * HOUR, tag, refundIdOf));
  });
  if (plan.dispute) steps.push(...told(...disputeSteps(gift, plan.dispute, `${tag}${n}`, at + 9 * HOUR)));
  return steps;
}

function refundSteps(
  gift: PlayedGift,
  plan: RefundPlan,
  name: string,
  at: number,
  tag: string,
  refundIdOf: (name: string) => string,
): Step[] {
  const own = plan.by === 'staff';
  const metadata = own
    ? Object.defineProperty({}, 'refund', { enumerable: true, get: () => refundIdOf(name) })
    : {};
  const events = refundEvents({
    ...{ id: `re_${tag}${name}`, amount: plan.amount, created: at + 30, paymentId: gift.paymentId },
    metadata,
  });
  const told: object[] = [];
  if (plan.end === 'succeeded') told.push(events.created(), events.charge(), events.updated());
  if (plan.end === 'pending then succeeded')
    told.push(events.created('pending'), events.updated('succeeded', at + HOUR), events.chargeUpdated());
  if (plan.end === 'succeeded then failed') told.push(events.created(), events.failed(at + 2 * HOUR));
  if (plan.end === 'failed') told.push(events.created('pending'), events.failed(at + 2 * HOUR));
  const needs = own ? name : null;
  const steps: Step[] = told.map((event) => ({ does: 'event', event, needs }));
  if (own) steps.unshift({ does: 'refund', name, gift, amount: plan.amount, at, needs: null });
  return steps;
}

function disputeSteps(gift: PlayedGift, plan: DisputePlan, tag: string, at: number): object[] {
  const dispute = { id: `du_${tag}`, amount: plan.amount, created: at, paymentId: gift.paymentId };
  const taken = { id: `txn_${tag}w`, amount: -plan.amount, fee: plan.fee, created: at };
  const kept = plan.end === 'won, fee kept' ? 0 : -plan.fee;
  const back = { id: `txn_${tag}b`, amount: plan.amount, fee: kept, created: at + 20 * HOUR };
  const told = [
    disputeEvent(dispute, 'created', 'needs_response', [taken], at),
    disputeEvent(dispute, 'funds_withdrawn', 'needs_response', [taken], at + 1),
  ];
  const end = at + 20 * HOUR;
  if (plan.end === 'lost') told.push(disputeEvent(dispute, 'closed', 'lost', [taken], end));
  if (plan.end === 'won' || plan.end === 'won, fee kept') {
    told.push(disputeEvent(dispute, 'funds_reinstated', 'won', [taken, back], end));
    told.push(disputeEvent(dispute, 'closed', 'won', [taken, back], end + 1));
  }
  return told;
}

function statementSteps(plan: HistoryPlan, gifts: readonly PlayedGift[], tag: string): Step[] {
  const paid = gifts.filter(
    ({ plan: { arrival } }) => arrival === 'paid' || arrival === 'declined, then paid',
  );
  const lines = paid.map((gift, n) =>
    statementLine(`txn_${tag}g${n}`, 'charge', gift.amount, gift.plan.fee, START + n * HOUR, {
      paymentId: gift.paymentId,
      sourceKey: `ch_${gift.paymentId.slice(3)}`,
    }),
  );
  const net = lines.reduce((sum, line) => sum + line.net, 0n);
  if (plan.payout !== 'none' && net > 0n) {
    const po = { paymentId: null, sourceKey: `po_${tag}` };
    lines.push(statementLine(`txn_${tag}p`, 'payout', -Number(net), 0, START + 30 * HOUR, po));
    if (plan.payout === 'failed')
      lines.push(statementLine(`txn_${tag}q`, 'payout_failure', Number(net), 0, START + 60 * HOUR, po));
  }
  return lines.map((line) => ({ does: 'line', line, needs: null }));
}

function statementLine(
  key: string,
  type: string,
  amount: number,
  fee: number,
  at: number,
  about: Pick<ProviderStatementLine, 'paymentId' | 'sourceKey'>,
): ProviderStatementLine {
  const occurredAt = new Date(at * 1000);
  return {
    ...{ key, type, amount: BigInt(amount), fee: BigInt(fee), net: BigInt(amount - fee), currency: 'CNY' },
    ...{ occurredAt, availableOn: null, raw: '{}', ...about },
  };
}
