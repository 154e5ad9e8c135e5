import { Injectable } from '@nestjs/common';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Receipt } from './receipt.entity.js';
import { BATCH_MAX, ReceiptIssuing } from './receipt-issuing.service.js';
import { ReceiptItem } from './receipt-item.entity.js';
import { ReceiptNames } from './receipt-names.service.js';
import { ReceiptRegister } from './receipt-register.service.js';
import { ReceiptVoidRequest } from './receipt-void-request.entity.js';
import {
  correctionEmpty,
  reasonMissing,
  receiptEnded,
  receiptNotFound,
  refuseUnprintable,
} from './receipts.errors.js';

/** What somebody wants to become of a receipt. */
export interface VoidWish {
  readonly organizationId: string;
  readonly receiptId: string;
  /** Why, for the register, the approver and the donor. */
  readonly reason: string;
  /** Whether another receipt takes its place. It says what is true now; without it the gifts stay without one. */
  readonly reissue: boolean;
  /** The right name of the donor, when that is what was wrong; empty to keep the one that stands there. */
  readonly name: string;
}

const REASON_MAX = 500;
const NAME_MAX = 100;

/** Receipts that people take back: one asks with the reason, another agrees. */
@Injectable()
export class ReceiptVoids {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly names: ReceiptNames,
    private readonly issuing: ReceiptIssuing,
    private readonly register: ReceiptRegister,
  ) {}

  /**
   * Asks for a receipt to be voided. @returns the approval's id.
   * @throws Refusal not_found · conflict receipt_ended, approval_open · invalid receipt_reason_missing,
   * receipt_name_without_reissue.
   */
  async request(actor: { readonly staffId: string }, wish: VoidWish): Promise<string> {
    const reason = wish.reason.trim().slice(0, REASON_MAX);
    const name = wish.name.trim().slice(0, NAME_MAX);
    if (reason === '') throw reasonMissing();
    if (name !== '' && !wish.reissue) throw correctionEmpty();
    refuseUnprintable(name);
    const { organizationId, receiptId, reissue } = wish;
    return this.database.inTransaction(async (tx) => {
      const receipt = await tx.findOneBy(Receipt, { id: receiptId, organizationId });
      if (!receipt) throw receiptNotFound();
      if (receipt.state !== 'issued') throw receiptEnded();
      const sealed = name === '' ? null : this.names.sealCorrection(receiptId, name);
      const asked = { organizationId, receiptId, reason, reissue, nameEncrypted: sealed };
      const approvalId = await this.approvals.request(tx, {
        ...{ organizationId, operation: 'receipt_void', subjectId: receiptId },
        payload: await this.payloadOf(tx, receipt, asked),
        requestedBy: actor.staffId,
      });
      await tx.insert(ReceiptVoidRequest, { approvalId, ...asked });
      return approvalId;
    });
  }

  /**
   * Another person's yes: the vote, the end of the receipt and the number of the one in its place are one database
   * transaction. @throws Refusal as `Approvals.vote` and `consume`, and conflict receipt_ended.
   */
  async approve(
    actor: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'done'> {
    const { staffId, organizationId } = actor;
    const operation = 'receipt_void';
    return this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, operation, staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const asked = await tx.findOneByOrFail(ReceiptVoidRequest, { approvalId, organizationId });
      const register = await this.register.open(tx, organizationId);
      const [receipt] = await this.issuing.lock(tx, organizationId, [asked.receiptId]);
      if (!receipt) throw receiptEnded();
      await this.approvals.consume(tx, approvalId, 'receipt_void', await this.payloadOf(tx, receipt, asked));
      await this.register.release(tx, [receipt]);
      const gifts = asked.reissue ? await this.issuing.leftOf(tx, receipt) : [];
      const ending = { cause: 'person', reason: asked.reason, approvalId } as const;
      const name = asked.nameEncrypted
        ? this.names.openCorrection(receipt.id, asked.nameEncrypted)
        : this.names.open(receipt);
      const drafts = gifts.length === 0 ? [] : [{ gifts, name, replaces: [receipt] }];
      const [by] = await this.register.issue(tx, register, drafts);
      if (by) await this.register.replace(tx, register, receipt, by, ending);
      else await this.register.void(tx, register, receipt, ending);
      if (!asked.reissue) await this.hold(tx, receipt);
      return 'done';
    });
  }

  /**
   * Issues receipts again for gifts of this receipt that a person had left without one. @returns how many.
   * @throws Refusal not_found.
   */
  async lift(
    actor: { readonly staffId: string },
    organizationId: string,
    receiptId: string,
  ): Promise<number> {
    return this.database.inTransaction(async (tx) => {
      const receipt = await tx.findOneBy(Receipt, { id: receiptId, organizationId });
      if (!receipt) throw receiptNotFound();
      await this.register.open(tx, organizationId);
      const held = await this.database.rows<{ id: string }>(
        'SELECT donation_id AS id FROM receipt_hold WHERE receipt_id = ? AND organization_id = ? FOR UPDATE',
        [receiptId, organizationId],
        tx,
      );
      if (held.length === 0) return 0;
      const donations = held.map(({ id }) => id);
      await this.database.rows('DELETE FROM receipt_hold WHERE donation_id IN (?)', [donations], tx);
      let issued = 0;
      for (let at = 0; at < donations.length; at += BATCH_MAX)
        issued += await this.issuing.follow(tx, organizationId, donations.slice(at, at + BATCH_MAX));
      await this.audit.record(tx, {
        ...{ organizationId, staffId: actor.staffId, action: 'receipt.hold_lifted' },
        ...{ subjectType: 'receipt', subjectId: receiptId, after: { issued } },
      });
      return issued;
    });
  }

  private async hold(tx: Tx, { id, organizationId }: Receipt): Promise<void> {
    await this.database.rows(
      `INSERT INTO receipt_hold (donation_id, organization_id, receipt_id, held_at)
       SELECT donation_id, organization_id, receipt_id, UTC_TIMESTAMP(6) FROM receipt_item
        WHERE receipt_id = ? AND organization_id = ?`,
      [id, organizationId],
      tx,
    );
  }

  /** Everything that is shown to the approver: the receipt as it stands, and what is asked. No name in clear text. */
  private async payloadOf(tx: Tx, receipt: Receipt, asked: Omit<ReceiptVoidRequest, 'approvalId'>) {
    const items = await tx.find(ReceiptItem, {
      where: { receiptId: receipt.id },
      order: { donationId: 'ASC' },
    });
    const corrected = asked.nameEncrypted
      ? this.names.fingerprint(receipt.id, this.names.openCorrection(receipt.id, asked.nameEncrypted))
      : '';
    return {
      receiptNumber: receipt.snapshot.number,
      amount: receipt.amount.toString(),
      currency: receipt.currency,
      gifts: items.map(({ donationId, amount }) => ({
        donation: donationId,
        amount: amount.toString(),
        currency: receipt.currency,
      })),
      reason: asked.reason,
      reissue: asked.reissue ? 'yes' : 'no',
      correctedName: corrected,
    };
  }

  /**
   * The corrected name behind the fingerprint that an approval shows, for those who have to judge it; null when there
   * is none. What the approval is bound to is the fingerprint, so this is the very name.
   */
  async correctionShown(organizationId: string, number: string, fingerprint: string): Promise<string | null> {
    const [, year, no] = /^(\d{4})-(\d{8})$/.exec(number) ?? [];
    if (!year || !no) return null;
    const receipt = await this.database.read.findOneBy(Receipt, {
      ...{ organizationId, year: Number(year), no: Number(no) },
    });
    const asked = receipt
      ? await this.database.read.findBy(ReceiptVoidRequest, { receiptId: receipt.id, organizationId })
      : [];
    for (const { receiptId, nameEncrypted } of asked) {
      const name = nameEncrypted && this.names.openCorrection(receiptId, nameEncrypted);
      if (name && this.names.fingerprint(receiptId, name) === fingerprint) return name;
    }
    return null;
  }
}
