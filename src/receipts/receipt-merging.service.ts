import { Injectable } from '@nestjs/common';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import type { BookedGift } from './booked-gifts.js';
import { Receipt } from './receipt.entity.js';
import { ReceiptIssuing } from './receipt-issuing.service.js';
import { ReceiptNames } from './receipt-names.service.js';
import { ReceiptRegister } from './receipt-register.service.js';
import {
  namesDiffer,
  nothingToMerge,
  receiptEnded,
  receiptNotFound,
  tooManyToMerge,
} from './receipts.errors.js';

/** Most gifts that one receipt lists. */
export const GIFTS_MAX = 500;

/** Days of payment, both included, in the organization's zone. */
export interface Period {
  readonly from: string;
  readonly until: string;
}

/** One receipt for a donor's gifts of a period. */
@Injectable()
export class ReceiptMerging {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly names: ReceiptNames,
    private readonly issuing: ReceiptIssuing,
    private readonly register: ReceiptRegister,
  ) {}

  /**
   * Merges the standing receipts of the donor of `receiptId` whose gifts were all paid in the period, in its currency:
   * they are replaced by one that lists their gifts. @returns the new receipt's id.
   * @throws Refusal not_found · conflict receipt_ended, receipt_nothing_to_merge, receipt_names_differ, receipt_too_many.
   */
  async merge(
    actor: { readonly staffId: string },
    organizationId: string,
    receiptId: string,
    period: Period,
  ): Promise<string> {
    return this.database.inTransaction(async (tx) => {
      const asked = await tx.findOneBy(Receipt, { id: receiptId, organizationId });
      if (!asked) throw receiptNotFound();
      const register = await this.register.open(tx, organizationId);
      const ids = await this.mergeable(asked, period);
      if (!ids.includes(receiptId)) throw asked.state === 'issued' ? nothingToMerge() : receiptEnded();
      const receipts = await this.issuing.lock(tx, organizationId, ids);
      if (receipts.length < 2) throw nothingToMerge();
      const names = new Set(receipts.map((each) => this.names.open(each)));
      if (names.size > 1) throw namesDiffer();
      const gifts: BookedGift[] = [];
      for (const receipt of receipts) gifts.push(...(await this.issuing.leftOf(tx, receipt)));
      if (gifts.length === 0) throw nothingToMerge();
      if (gifts.length > GIFTS_MAX) throw tooManyToMerge(GIFTS_MAX);
      await this.register.release(tx, receipts);
      const [name = null] = names;
      const [by] = await this.register.issue(tx, register, [{ gifts, name, replaces: receipts }]);
      if (!by) throw new Error('a draft was not issued');
      const withGifts = new Set(gifts.map((gift) => gift.receiptId));
      for (const old of receipts) {
        // Everything on it went back before its own change was followed: nothing of it is on the new one.
        if (!withGifts.has(old.id)) await this.register.void(tx, register, old, { cause: 'returned' });
        else await this.register.replace(tx, register, old, by, { cause: 'merged' });
      }
      await this.audit.record(tx, {
        ...{ organizationId, staffId: actor.staffId, action: 'receipt.merged' },
        ...{ subjectType: 'receipt', subjectId: by.id },
        after: {
          number: by.snapshot.number,
          replaces: receipts.map(({ snapshot }) => snapshot.number),
          ...period,
        },
      });
      return by.id;
    });
  }

  /** Receipts of the same donor that could go together with this one; itself among them. */
  async mergeable({ id, organizationId, currency }: Receipt, { from, until }: Period): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT r.id FROM receipt r
         JOIN receipt_item i ON i.receipt_id = r.id
         JOIN donation d ON d.id = i.donation_id
        WHERE r.organization_id = ? AND r.currency = ? AND r.state = 'issued'
          AND d.donor_id = (SELECT g.donor_id FROM receipt_item t JOIN donation g ON g.id = t.donation_id
                             WHERE t.receipt_id = ? LIMIT 1)
        GROUP BY r.id HAVING MIN(i.paid_on) >= ? AND MAX(i.paid_on) <= ? ORDER BY r.id`,
      [organizationId, currency, id, from, until],
    );
    return rows.map((row) => row.id);
  }
}
