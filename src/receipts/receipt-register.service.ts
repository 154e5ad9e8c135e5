import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Outbox } from '../platform/outbox/outbox.js';
import type { BookedGift } from './booked-gifts.js';
import { type EndCause, Receipt } from './receipt.entity.js';
import { paidOn, receiptNumber, seriesYear, snapshotOf } from './receipt.snapshot.js';
import { ReceiptNames } from './receipt-names.service.js';
import { RECEIPT_ISSUED, RECEIPT_VOIDED } from './receipts.outbox.js';

/** The register of an organization, locked until the database transaction ends. */
export interface OpenRegister {
  readonly organizationId: string;
  readonly year: number;
  readonly last: number;
  readonly issuedAt: Date;
}

/** A receipt that is to be issued: its gifts and the name on it. */
export interface Draft {
  readonly gifts: readonly BookedGift[];
  readonly name: string | null;
  /** Receipts whose place it takes; they must have been ended or are ended with it. */
  readonly replaces: readonly Receipt[];
}

/** How receipts end. */
export interface Ending {
  readonly cause: EndCause;
  readonly reason?: string;
  readonly approvalId?: string;
}

/**
 * Writes into the register, in the caller's database transaction. `open` comes first: it locks the series of all years
 * of the organization, so everything about its receipts happens one after the other, also at the turn of a year.
 */
@Injectable()
export class ReceiptRegister {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly names: ReceiptNames,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
  ) {}

  async open(tx: Tx, organizationId: string): Promise<OpenRegister> {
    const issuedAt = this.clock.now();
    const year = seriesYear(issuedAt, await this.organizations.timeZoneOf(organizationId, tx));
    await this.database.rows(
      `INSERT INTO receipt_series (organization_id, year, last_no) VALUES (?, ?, 0)
       ON DUPLICATE KEY UPDATE last_no = last_no`,
      [organizationId, year],
      tx,
    );
    const rows = await this.database.rows<{ year: number; last: number }>(
      'SELECT year, last_no AS last FROM receipt_series WHERE organization_id = ? ORDER BY year FOR UPDATE',
      [organizationId],
      tx,
    );
    const row = rows.find((each) => each.year === year);
    if (!row) throw new Error(`no receipt series ${year} of organization ${organizationId}`);
    return { organizationId, year, last: row.last, issuedAt };
  }

  /** Gives the drafts the next numbers, in their order. To be called once for an opened register. */
  async issue(tx: Tx, register: OpenRegister, drafts: readonly Draft[]): Promise<Receipt[]> {
    if (drafts.length === 0) return [];
    const receipts = drafts.map((draft, index) => this.receiptOf(register, register.last + 1 + index, draft));
    await tx.createQueryBuilder().insert().into(Receipt).values(receipts).updateEntity(false).execute();
    await this.insertItems(tx, receipts, drafts);
    await this.database.rows(
      'UPDATE receipt_series SET last_no = ? WHERE organization_id = ? AND year = ?',
      [register.last + receipts.length, register.organizationId, register.year],
      tx,
    );
    const { organizationId } = register;
    await this.outbox.announce(
      tx,
      receipts.map(({ id }) => ({ kind: RECEIPT_ISSUED, organizationId, ref: id })),
    );
    return receipts;
  }

  /** Ends receipts that stand, with nothing in their place: their gifts are free for another. */
  async release(tx: Tx, receipts: readonly Receipt[]): Promise<void> {
    if (receipts.length === 0) return;
    const ids = receipts.map(({ id }) => id);
    await this.database.rows('UPDATE receipt_item SET live = FALSE WHERE receipt_id IN (?)', [ids], tx);
  }

  /** Writes down that released receipts ended as void, and tells the mails. */
  async void(tx: Tx, register: OpenRegister, receipt: Receipt, ending: Ending): Promise<void> {
    await tx.update(Receipt, { id: receipt.id }, { state: 'voided', ...this.ended(register, ending) });
    const { organizationId } = register;
    await this.outbox.announce(tx, [{ kind: RECEIPT_VOIDED, organizationId, ref: receipt.id }]);
  }

  /** Writes down that another has taken a released receipt's place; a voided one only learns who came later. */
  async replace(
    tx: Tx,
    register: OpenRegister,
    old: Receipt,
    by: { readonly id: string },
    ending: Ending,
  ): Promise<void> {
    const end = old.state === 'issued' ? { state: 'replaced' as const, ...this.ended(register, ending) } : {};
    await tx.update(Receipt, { id: old.id }, { ...end, replacedById: by.id });
  }

  private ended({ issuedAt }: OpenRegister, { cause, reason, approvalId }: Ending) {
    return {
      endedAt: issuedAt,
      endCause: cause,
      endReason: reason ?? null,
      approvalId: approvalId ?? null,
    };
  }

  private async insertItems(tx: Tx, receipts: readonly Receipt[], drafts: readonly Draft[]): Promise<void> {
    const items = receipts.flatMap(({ id, organizationId }, index) =>
      (drafts[index]?.gifts ?? []).map((gift) => [
        id,
        gift.donationId,
        organizationId,
        gift.net.toString(),
        paidOn(gift),
      ]),
    );
    await this.database.rows(
      'INSERT INTO receipt_item (receipt_id, donation_id, organization_id, amount, paid_on) VALUES ?',
      [items],
      tx,
    );
  }

  private receiptOf(register: OpenRegister, no: number, { gifts, name, replaces }: Draft): Receipt {
    const id = newId();
    const { organizationId, year, issuedAt } = register;
    const [gift] = gifts;
    if (!gift) throw new RangeError('a receipt needs a gift');
    const numbers = replaces.map(({ snapshot }) => snapshot.number);
    return {
      ...{ id, organizationId, year, no, issuedAt },
      state: 'issued',
      amount: gifts.reduce((sum, { net }) => sum + net, 0n),
      currency: gift.currency,
      snapshot: snapshotOf(gifts, receiptNumber(year, no), issuedAt, numbers),
      nameEncrypted: this.names.seal(id, name),
      ...{ pdfFileId: null, endedAt: null, endCause: null, endReason: null },
      ...{ approvalId: null, replacedById: null },
    };
  }
}
