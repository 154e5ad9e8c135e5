import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { type EndCause, Receipt, type ReceiptState } from './receipt.entity.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { ReceiptItem } from './receipt-item.entity.js';

/** A receipt in lists and on the gift's own page. */
export interface ReceiptSummary {
  readonly id: string;
  readonly number: string;
  readonly state: ReceiptState;
  /** Minor units, of all its gifts. */
  readonly amount: bigint;
  readonly currency: string;
  readonly issuedAt: Date;
  /** How many gifts it covers. */
  readonly gifts: number;
  readonly endedAt: Date | null;
  readonly endCause: EndCause | null;
  readonly endReason: string | null;
  readonly replacedById: string | null;
  /** What the QR on the page carries. */
  readonly code: string;
}

/** What a stranger with the paper in hand learns: whether it is ours and still stands, and nothing about the person. */
export interface VerifiedReceipt {
  readonly number: string;
  readonly state: ReceiptState;
  readonly amount: bigint;
  readonly currency: string;
  /** The gift's public name as it is today (charity.md 1.6): masked unless the donor chose otherwise. */
  readonly publicDonor: string;
  readonly organizationNameZh: string;
  readonly organizationNameEn: string;
  readonly projectNameZh: string;
  readonly projectNameEn: string;
  /** `YYYY-MM-DD` in the organization's zone. */
  readonly paidOn: string;
  readonly issuedAt: Date;
  /** How many gifts it covers. */
  readonly gifts: number;
  readonly endedAt: Date | null;
  readonly endCause: EndCause | null;
  /** The receipt that has its place now; `code` opens that one, null where it would show more than this one did. */
  readonly replacement: { readonly number: string; readonly code: string | null } | null;
  readonly demo: boolean;
}

/** Read models of the receipts. */
@Injectable()
export class ReceiptsQueries {
  constructor(
    private readonly database: Database,
    private readonly codes: ReceiptCodes,
  ) {}

  /** The donation's receipt that stands, or null while none has been issued. */
  async byDonation(donationId: string): Promise<ReceiptSummary | null> {
    return (await this.byDonations([donationId])).get(donationId) ?? null;
  }

  /** The standing receipts of many donations, by donation id: for the lists of a day. */
  async byDonations(donationIds: readonly string[]): Promise<ReadonlyMap<string, ReceiptSummary>> {
    if (donationIds.length === 0) return new Map();
    const items = await this.database.read.findBy(ReceiptItem, {
      donationId: In([...donationIds]),
      live: true,
    });
    const ids = items.map(({ receiptId }) => receiptId);
    const receipts = ids.length === 0 ? [] : await this.database.read.findBy(Receipt, { id: In(ids) });
    const byId = new Map(receipts.map((receipt) => [receipt.id, this.summary(receipt)]));
    return new Map(
      items.flatMap(({ donationId, receiptId }) => {
        const found = byId.get(receiptId);
        return found ? [[donationId, found] as const] : [];
      }),
    );
  }

  /** All receipts that a donation has been on, the latest first. */
  async historyOf(donationId: string): Promise<ReceiptSummary[]> {
    const items = await this.database.read.findBy(ReceiptItem, { donationId });
    if (items.length === 0) return [];
    const receipts = await this.database.read.find(Receipt, {
      where: { id: In(items.map(({ receiptId }) => receiptId)) },
      order: { year: 'DESC', no: 'DESC' },
    });
    return receipts.map((receipt) => this.summary(receipt));
  }

  /** What stands behind a verification code; null when the code is not one of ours. */
  async byVerificationCode(code: string): Promise<VerifiedReceipt | null> {
    const id = this.codes.receiptOf(code);
    if (!id) return null;
    const receipt = await this.database.read.findOneBy(Receipt, { id });
    if (!receipt) return null;
    const [donation] = await this.database.rows<{ label: string }>(
      `SELECT d.public_label AS label FROM receipt_item i JOIN donation d ON d.id = i.donation_id
        WHERE i.receipt_id = ? ORDER BY i.paid_on DESC, d.id DESC LIMIT 1`,
      [receipt.id],
    );
    const { number, organization, project, paid_on: paidOn, demo } = receipt.snapshot;
    return {
      number,
      state: receipt.state,
      amount: receipt.amount,
      currency: receipt.currency,
      publicDonor: donation?.label ?? '',
      organizationNameZh: organization.name_zh,
      organizationNameEn: organization.name_en,
      projectNameZh: project.name_zh,
      projectNameEn: project.name_en,
      paidOn,
      issuedAt: receipt.issuedAt,
      gifts: receipt.snapshot.items?.length ?? 1,
      endedAt: receipt.endedAt,
      endCause: receipt.endCause,
      replacement: await this.replacementOf(receipt),
      demo,
    };
  }

  /** The end of the chain. A merged receipt is only named: it tells of gifts that this one did not show. */
  private async replacementOf(receipt: Receipt): Promise<VerifiedReceipt['replacement']> {
    let last = receipt;
    let wider = false;
    while (last.replacedById !== null) {
      wider ||= last.endCause === 'merged';
      last = await this.database.read.findOneByOrFail(Receipt, { id: last.replacedById });
    }
    if (last.id === receipt.id) return null;
    return { number: last.snapshot.number, code: wider ? null : this.codes.codeOf(last.id) };
  }

  private summary(receipt: Receipt): ReceiptSummary {
    const { id, state, amount, currency, issuedAt, snapshot } = receipt;
    const { endedAt, endCause, endReason, replacedById } = receipt;
    return {
      ...{ id, number: snapshot.number, state, amount, currency, issuedAt },
      gifts: snapshot.items?.length ?? 1,
      ...{ endedAt, endCause, endReason, replacedById },
      code: this.codes.codeOf(id),
    };
  }
}
