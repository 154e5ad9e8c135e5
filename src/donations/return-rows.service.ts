import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/database.js';
import type { PaymentReference } from '../providers/event-reading.js';
import { FACT_COLUMNS, factsByKey, type StoredFact } from './payment-facts.statements.js';
import type { ArrivedEvent, KnownPayments } from './payment-fold.js';
import type { ReturnChanges } from './return-facts.js';
import {
  byAttempt,
  factsOfUnclaimed,
  lockDisputes,
  lockRefunds,
  writeDispute,
  writeRefund,
} from './return-rows.statements.js';
import { paymentKeyOf } from './take-returns.js';

/** What was read before the donations were locked. */
export interface ReturnsToLoad {
  readonly events: readonly ArrivedEvent[];
  /** Facts of the payments that these events are about. */
  readonly payments: readonly StoredFact[];
  /** By what an event leads to an attempt: by that of its payment as the books have it. */
  readonly references: ReadonlyMap<ArrivedEvent, PaymentReference>;
}

const NONE: ReturnsToLoad = { events: [], payments: [], references: new Map() };

/** Reads and writes rows of refunds and disputes; costs nothing when a batch is about none. */
@Injectable()
export class ReturnRows {
  /** Finds the payments that refunds and disputes are about; call it before their donations are locked. */
  async load(tx: Tx, all: readonly ArrivedEvent[]): Promise<ReturnsToLoad> {
    const events = all.filter(({ reading }) => paymentKeyOf(reading) !== null);
    if (events.length === 0) return NONE;
    const keys = events.flatMap(({ account, reading }) =>
      ['payment_succeeded', 'payment_released'].map((kind) => [
        account.id,
        kind,
        paymentKeyOf(reading) ?? '',
      ]),
    );
    const payments = await factsByKey(tx, keys);
    const references = new Map<ArrivedEvent, PaymentReference>();
    for (const event of events) {
      const key = paymentKeyOf(event.reading);
      const own = payments.filter((fact) => fact.key === key && fact.providerAccountId === event.account.id);
      // What was released from suspense belongs to the donation that it was released to.
      const payment = own.find(({ kind }) => kind === 'payment_released') ?? own[0];
      if (payment?.attemptId) references.set(event, byAttempt(payment.attemptId));
    }
    return { events, payments, references };
  }

  /** Locks the refunds and disputes that events are about, and adds the facts that stand under their keys. */
  async lock(
    tx: Tx,
    { events, payments }: ReturnsToLoad,
    known: readonly StoredFact[],
  ): Promise<Pick<KnownPayments, 'sameKey' | 'refunds' | 'disputes'>> {
    if (events.length === 0) return { sameKey: known, refunds: [], disputes: [] };
    const keys: string[][] = [];
    const refundKeys: string[][] = [];
    const disputeKeys: string[][] = [];
    const claimedIds = new Set<string>();
    for (const { account, reading } of events) {
      for (const { kind, key, disputeKey, refundId } of reading.facts) {
        keys.push([account.id, kind, key]);
        if (disputeKey) continue;
        for (const other of ['refund_succeeded', 'refund_failed', 'refund_canceled'])
          keys.push([account.id, other, key]);
        refundKeys.push([account.id, key]);
        if (refundId) claimedIds.add(refundId);
      }
      if (!reading.dispute) continue;
      disputeKeys.push([account.id, reading.dispute.key]);
      keys.push([account.id, 'dispute_lost', `${reading.dispute.key}:lost`]);
    }
    const refunds = [
      ...(await lockRefunds(tx, 'at_provider', refundKeys)),
      ...(await lockRefunds(tx, 'id', [...claimedIds])),
    ];
    const disputes = await lockDisputes(tx, disputeKeys);
    const standing = keys.length > 0 ? await factsByKey(tx, keys) : [];
    const unclaimed: StoredFact[] =
      disputeKeys.length > 0
        ? await factsOfUnclaimed(
            tx,
            FACT_COLUMNS,
            disputeKeys.flatMap(([, key]) => key ?? []),
          )
        : [];
    return { sameKey: [...known, ...payments, ...standing, ...unclaimed], refunds, disputes };
  }

  /** Writes the rows as they stand after their facts. */
  async write(tx: Tx, changes: ReturnChanges): Promise<void> {
    for (const change of changes.refunds) await writeRefund(tx, change);
    for (const change of changes.disputes) await writeDispute(tx, change);
  }
}
