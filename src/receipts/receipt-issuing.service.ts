import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database, type Tx } from '../platform/database/database.js';
import { type BookedGift, bookedGifts } from './booked-gifts.js';
import { Receipt } from './receipt.entity.js';
import { ReceiptItem } from './receipt-item.entity.js';
import { ReceiptNames } from './receipt-names.service.js';
import { type Draft, ReceiptRegister } from './receipt-register.service.js';

/** Most donations in one database transaction: the series stays locked no longer than some milliseconds. */
export const BATCH_MAX = 100;

/** A receipt that no longer says what the books say, with what is left of its gifts. */
interface Outdated {
  readonly receipt: Receipt;
  readonly left: readonly BookedGift[];
}

/** Keeps receipts in step with the books. */
@Injectable()
export class ReceiptIssuing {
  constructor(
    private readonly database: Database,
    private readonly register: ReceiptRegister,
    private readonly names: ReceiptNames,
  ) {}

  /**
   * Brings the receipts of these donations in line with the books, in the caller's database transaction. A gift in
   * income gets its receipt; one whose amount has changed gets another for the rest, and the old one is replaced; when
   * nothing is left the receipt is void. Asked for twice or in any order it does the same: what counts is the books as
   * they stand behind the register's lock. @returns how many receipts were issued.
   */
  async follow(tx: Tx, organizationId: string, donationIds: readonly string[]): Promise<number> {
    if (donationIds.length === 0) return 0;
    if (donationIds.length > BATCH_MAX) throw new RangeError(`at most ${BATCH_MAX} donations at once`);
    const register = await this.register.open(tx, organizationId);
    const gifts = await bookedGifts(this.database, tx, organizationId, donationIds);
    const without = gifts.filter(({ receiptId, net, held }) => receiptId === null && net > 0n && !held);
    const outdated = await this.outdated(tx, organizationId, gifts);
    const before = await this.lastReceipts(tx, without);
    const drafts = [...this.first(without, before), ...outdated.flatMap((each) => this.rest(each))];
    const ended = outdated.map(({ receipt }) => receipt);
    await this.register.release(tx, ended);
    const issued = await this.register.issue(tx, register, drafts);
    const successors = new Map(
      drafts.flatMap(({ replaces }, at) => replaces.map((old) => [old.id, issued[at]])),
    );
    for (const old of new Set([...before.values(), ...ended])) {
      const by = successors.get(old.id);
      if (by) await this.register.replace(tx, register, old, by, { cause: 'changed' });
      else if (old.state === 'issued') await this.register.void(tx, register, old, { cause: 'returned' });
    }
    return issued.length;
  }

  /** Standing receipts of the organization among these, locked in the order of their ids. */
  lock(tx: Tx, organizationId: string, ids: readonly string[]): Promise<Receipt[]> {
    return tx.find(Receipt, {
      where: { id: In([...new Set(ids)]), organizationId, state: 'issued' },
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  /** The gifts of a receipt that still have something in income. */
  async leftOf(tx: Tx, { id, organizationId }: Receipt): Promise<BookedGift[]> {
    const items = await tx.findBy(ReceiptItem, { receiptId: id });
    const ids = items.map(({ donationId }) => donationId);
    const gifts = await bookedGifts(this.database, tx, organizationId, ids);
    return gifts.filter(({ net }) => net > 0n);
  }

  /** The standing receipts that say something else than the books. */
  private async outdated(tx: Tx, organizationId: string, gifts: readonly BookedGift[]): Promise<Outdated[]> {
    const ids = gifts.flatMap(({ receiptId, receipted, net }) =>
      receiptId !== null && receipted !== (net > 0n ? net : 0n) ? [receiptId] : [],
    );
    if (ids.length === 0) return [];
    const outdated: Outdated[] = [];
    for (const receipt of await this.lock(tx, organizationId, ids))
      outdated.push({ receipt, left: await this.leftOf(tx, receipt) });
    return outdated;
  }

  private first(gifts: readonly BookedGift[], before: ReadonlyMap<string, Receipt>): Draft[] {
    const taken = new Set<string>();
    return gifts.map((gift) => {
      const old = before.get(gift.donationId);
      if (!old) return { gifts: [gift], name: this.names.ofGift(gift), replaces: [] };
      const free = old.state === 'voided' && old.replacedById === null && !taken.has(old.id);
      taken.add(old.id);
      // A name that was corrected on the earlier receipt stays corrected.
      return { gifts: [gift], name: this.names.open(old), replaces: free ? [old] : [] };
    });
  }

  private rest({ receipt, left }: Outdated): Draft[] {
    return left.length === 0 ? [] : [{ gifts: left, name: this.names.open(receipt), replaces: [receipt] }];
  }

  /** The latest receipt that each of these gifts has been on. Most gifts have been on none. */
  private async lastReceipts(tx: Tx, gifts: readonly BookedGift[]): Promise<Map<string, Receipt>> {
    const ids = gifts.filter((gift) => gift.receiptedBefore).map(({ donationId }) => donationId);
    if (ids.length === 0) return new Map();
    const items = await tx.findBy(ReceiptItem, { donationId: In(ids) });
    const receipts = await tx.find(Receipt, {
      where: { id: In(items.map(({ receiptId }) => receiptId)) },
      order: { year: 'ASC', no: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
    const found = new Map<string, Receipt>();
    for (const receipt of receipts)
      for (const { donationId, receiptId } of items)
        if (receiptId === receipt.id) found.set(donationId, receipt);
    return found;
  }
}
