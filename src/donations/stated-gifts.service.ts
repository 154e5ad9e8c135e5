import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import {
  attemptIn,
  giftOf,
  numberOf,
  type StatedGiftRow,
  type StatedPayment,
  type StatedPlace,
  type StatedRefund,
} from './stated-gift.js';
import {
  insertStatedAttempts,
  insertStatedGifts,
  knownPayments,
  mappedProjects,
  openRefunds,
  ownAttempts,
} from './stated-gifts.statements.js';

export type { StatedPayment, StatedRefund } from './stated-gift.js';

/** Gifts that we learn of only when they are paid, and refunds that a person made at the provider. */
@Injectable()
export class StatedGifts {
  /**
   * Finds the attempt of each payment; for one that has none, the account's mapping says for which project it is (商户数据包
   * first, then 商品名称), and an anonymous donation with its attempt is made. Saying the same again makes nothing more.
   * @returns a place for each payment id.
   */
  async place(
    tx: Tx,
    account: ProviderAccount,
    payments: readonly StatedPayment[],
  ): Promise<ReadonlyMap<string, StatedPlace>> {
    const places = new Map<string, StatedPlace>();
    if (payments.length === 0) return places;
    const known = await knownPayments(
      tx,
      account.id,
      payments.map(({ paymentId }) => paymentId),
    );
    const own = await ownAttempts(tx, account.id, payments.flatMap(attemptIn));
    const fresh = payments.filter((payment) => {
      if (known.has(payment.paymentId)) {
        places.set(payment.paymentId, { attemptId: null, unclaimed: true });
        return false;
      }
      const attemptId = attemptIn(payment).find((id) => own.has(id));
      if (attemptId) places.set(payment.paymentId, { attemptId, unclaimed: false });
      return attemptId === undefined;
    });
    const projects = await mappedProjects(tx, account, fresh);
    const gifts: StatedGiftRow[] = [];
    for (const payment of fresh) {
      const projectId = projects.get(payment.paymentId) ?? null;
      if (projectId === null) {
        places.set(payment.paymentId, { attemptId: null, unclaimed: true });
        continue;
      }
      const gift = giftOf(account, payment, projectId);
      gifts.push(gift);
      places.set(payment.paymentId, { attemptId: gift.attemptId, unclaimed: false });
    }
    await insertStatedGifts(tx, gifts);
    await insertStatedAttempts(tx, gifts);
    return places;
  }

  /**
   * Which refunds of ours, that a person had to make at the provider, these carry out: by our number of it, else by
   * payment and amount. @returns our refund's id by the key of the stated one.
   */
  async ownRefunds(
    tx: Tx,
    account: ProviderAccount,
    refunds: readonly StatedRefund[],
  ): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    if (refunds.length === 0) return found;
    const open = await openRefunds(
      tx,
      account.id,
      refunds.map(({ paymentId }) => paymentId),
    );
    const taken = new Set<string>();
    const take = (refund: StatedRefund, fits: (id: string) => boolean): void => {
      if (found.has(refund.key)) return;
      const one = open.find(
        ({ id, paymentKey, amount, currency }) =>
          !taken.has(id) &&
          paymentKey === refund.paymentId &&
          BigInt(amount) === refund.amount &&
          currency === refund.currency &&
          fits(id),
      );
      if (!one) return;
      taken.add(one.id);
      found.set(refund.key, one.id);
    };
    for (const refund of refunds) take(refund, (id) => numberOf('rfd', refund.merchantRef) === id);
    for (const refund of refunds) take(refund, () => true);
    return found;
  }
}
