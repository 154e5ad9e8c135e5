import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { type BookedGift, bookedGifts } from './booked-gifts.js';
import {
  officialAmountChanged,
  officialFields,
  officialMoved,
  officialNumberTaken,
} from './official.errors.js';
import { OfficialCorrections } from './official-corrections.service.js';
import { OfficialReceipt, OfficialReceiptItem } from './official-receipt.entity.js';
import { type GivenNumber, wrongParts } from './official-receipt.js';
import { OfficialReceipts } from './official-receipts.service.js';
import { ReceiptRegister } from './receipt-register.service.js';

/** Numbers of the finance bureau, written down as they were given, and what money that goes back means for them. */
@Injectable()
export class OfficialNumbers {
  constructor(
    private readonly database: Database,
    private readonly officials: OfficialReceipts,
    private readonly corrections: OfficialCorrections,
    private readonly register: ReceiptRegister,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes down the number that the bureau gave: of the receipt while it is requested, of the red one while that is.
   * `shown` is the amount that the person saw, minor units.
   * @throws Refusal not_found · invalid official_fields · conflict official_moved, official_number_taken,
   * official_amount_changed.
   */
  record(
    staffId: string,
    organizationId: string,
    id: string,
    given: GivenNumber & { readonly shown: bigint },
  ): Promise<void> {
    return this.database.inTransaction((tx) => this.recordIn(tx, staffId, organizationId, id, given, null));
  }

  /** As `record`, in the caller's database transaction, for a line of a file. */
  async recordIn(
    tx: Tx,
    staffId: string,
    organizationId: string,
    id: string,
    given: GivenNumber & { readonly shown: bigint },
    importId: string | null,
  ): Promise<void> {
    const wrong = wrongParts(given);
    if (wrong.length > 0) throw officialFields(wrong);
    const official = await this.officials.lock(tx, organizationId, id);
    if (official.amount !== given.shown) throw officialAmountChanged();
    const red = official.state === 'red_requested';
    if (!red && official.state !== 'requested') throw officialMoved();
    try {
      await tx.query(
        `INSERT INTO official_number (code, number, kind, official_receipt_id, organization_id, check_code, issued_on,
           recorded_by, recorded_at, import_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          ...[given.code, given.number, red ? 'red' : 'original', id, organizationId],
          ...[given.checkCode, given.issuedOn, staffId, this.clock.now(), importId],
        ],
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw officialNumberTaken();
      throw error;
    }
    await this.officials.move(tx, official, red ? 'red_issued' : 'issued', { failure: null }, staffId);
    if (red) await this.afterRed(tx, official);
    else await this.compare(tx, { ...official, state: 'issued' });
  }

  /** Asks again for one that failed, for what its gifts are worth now. @throws Refusal not_found · conflict. */
  retry(staffId: string, organizationId: string, id: string): Promise<void> {
    return this.database.inTransaction(async (tx) => {
      const official = await this.officials.lock(tx, organizationId, id);
      const items = await tx.findBy(OfficialReceiptItem, { officialReceiptId: id, live: true });
      if (items.length === 0) throw officialMoved();
      await this.officials.move(tx, official, 'requested', { failure: null, exportedAt: null }, staffId);
      await this.compare(tx, { ...official, state: 'requested', exportedAt: null });
    });
  }

  /**
   * Brings the official receipts of these donations in line with the books, in the caller's database transaction: a
   * request that is still in the house changes its amount, an issued one has to be taken back by a red one. One that
   * is with the bureau stays as it was sent until the answer comes.
   */
  async follow(tx: Tx, organizationId: string, donationIds: readonly string[]): Promise<void> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT DISTINCT official_receipt_id AS id FROM official_receipt_item
        WHERE live_donation_id IN (?) AND organization_id = ? ORDER BY official_receipt_id`,
      [donationIds, organizationId],
      tx,
    );
    if (rows.length === 0) return;
    await this.register.open(tx, organizationId);
    for (const { id } of rows) await this.compare(tx, await this.officials.lock(tx, organizationId, id));
  }

  private async compare(tx: Tx, official: OfficialReceipt): Promise<void> {
    const { id, state } = official;
    const items = await tx.findBy(OfficialReceiptItem, { officialReceiptId: id, live: true });
    const gifts = await this.giftsOf(tx, official, items);
    const worth = (donationId: string) => {
      const net = gifts.get(donationId)?.net ?? 0n;
      return net > 0n ? net : 0n;
    };
    const changed = items.filter(({ donationId, amount }) => worth(donationId) !== amount);
    if (changed.length === 0) return;
    if (state === 'issued' || state === 'delivered') {
      await this.officials.move(tx, official, 'red_requested', { exportedAt: null }, null);
      return;
    }
    if (state !== 'requested' || official.exportedAt !== null) return;
    for (const { donationId } of changed) {
      const amount = worth(donationId);
      const key = { officialReceiptId: id, donationId };
      await tx.update(OfficialReceiptItem, key, amount > 0n ? { amount } : { live: false });
    }
    const left = items.reduce((sum, { donationId }) => sum + worth(donationId), 0n);
    if (left === 0n) await this.officials.move(tx, official, 'failed', { failure: 'gift_returned' }, null);
    else await tx.update(OfficialReceipt, { id }, { amount: left, changedAt: this.clock.now() });
  }

  /** The original is taken back: its gifts are free, and what is left of them is asked for anew. */
  private async afterRed(tx: Tx, official: OfficialReceipt): Promise<void> {
    const items = await tx.findBy(OfficialReceiptItem, { officialReceiptId: official.id, live: true });
    const gifts = await this.giftsOf(tx, official, items);
    await tx.update(OfficialReceiptItem, { officialReceiptId: official.id }, { live: false });
    const left = items.flatMap(({ donationId }) => {
      const amount = gifts.get(donationId)?.net ?? 0n;
      return amount > 0n ? [{ donationId, amount }] : [];
    });
    const corrected = await this.corrections.take(tx, official.id);
    if (left.length > 0) await this.officials.askForRest(tx, official, left, corrected);
  }

  private async giftsOf(
    tx: Tx,
    { organizationId }: OfficialReceipt,
    items: readonly OfficialReceiptItem[],
  ): Promise<ReadonlyMap<string, BookedGift>> {
    if (items.length === 0) return new Map();
    const ids = items.map(({ donationId }) => donationId);
    const gifts = await bookedGifts(this.database, tx, organizationId, ids);
    return new Map(gifts.map((gift) => [gift.donationId, gift]));
  }
}
