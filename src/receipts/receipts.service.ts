import { Injectable } from '@nestjs/common';
import { DonorDetails } from '../donations/donor-details.service.js';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { type BookedGift, giftsWithoutReceipt } from './booked-gifts.js';
import { Receipt } from './receipt.entity.js';
import { renderReceipt } from './receipt.pdf.js';
import { receiptNumber, seriesYear, snapshotOf, UNNAMED_DONOR } from './receipt.snapshot.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { receiptNotFound } from './receipts.errors.js';
import { RECEIPT_ISSUED } from './receipts.outbox.js';

/** Most receipts that one database transaction numbers: the series stays locked no longer than some milliseconds. */
export const BATCH_MAX = 100;

/** Use cases of the receipts: giving numbers, and the page that goes with one. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly donors: DonorDetails,
    private readonly codes: ReceiptCodes,
    private readonly secrets: Secrets,
    private readonly files: Files,
    private readonly outbox: Outbox,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Issues receipts for those of an organization's donations that are booked outside suspense and have none yet, in
   * the caller's database transaction. The series row is locked before anything is read, so numbers have no gap and a
   * donation asked for twice gets one. @returns how many were issued.
   */
  async issue(tx: Tx, organizationId: string, donationIds: readonly string[]): Promise<number> {
    if (donationIds.length === 0) return 0;
    if (donationIds.length > BATCH_MAX) throw new RangeError(`at most ${BATCH_MAX} receipts at once`);
    const issuedAt = this.clock.now();
    const year = seriesYear(issuedAt, await this.organizations.timeZoneOf(organizationId, tx));
    const last = await this.lockSeries(tx, organizationId, year);
    const gifts = await giftsWithoutReceipt(this.database, tx, organizationId, donationIds);
    if (gifts.length === 0) return 0;
    const receipts = gifts.map((gift, index) =>
      this.receiptFor(gift, { organizationId, year, no: last + 1 + index, issuedAt }),
    );
    await tx.createQueryBuilder().insert().into(Receipt).values(receipts).updateEntity(false).execute();
    await this.database.rows(
      'UPDATE receipt_series SET last_no = ? WHERE organization_id = ? AND year = ?',
      [last + gifts.length, organizationId, year],
      tx,
    );
    await this.outbox.announce(
      tx,
      receipts.map(({ id }) => ({ kind: RECEIPT_ISSUED, organizationId, ref: id })),
    );
    return gifts.length;
  }

  /**
   * The receipt's page. The first one is drawn when it is mailed or first asked for and kept; every later call returns
   * the same bytes. A copy is marked 副本 and drawn anew each time. @throws Refusal not_found.
   */
  async pdf(receiptId: string, { copy = false }: { readonly copy?: boolean } = {}): Promise<Buffer> {
    const receipt = await this.database.read.findOneBy(Receipt, { id: receiptId });
    if (!receipt) throw receiptNotFound();
    if (copy) return this.draw(receipt, true);
    if (receipt.pdfFileId) return (await this.files.read(receipt.pdfFileId)).bytes;
    const bytes = await this.draw(receipt, false);
    const { fileId, ours } = await this.database.inTransaction((tx) => this.keep(tx, receipt, bytes));
    return ours ? bytes : (await this.files.read(fileId)).bytes;
  }

  /** Draws a receipt's page from its frozen snapshot. */
  draw(receipt: Receipt, copy: boolean): Promise<Buffer> {
    const content = {
      ...receipt.snapshot,
      donor: this.donorOf(receipt),
      code: this.codes.codeOf(receipt.id),
    };
    return renderReceipt(content, { publicUrl: this.config.PUBLIC_URL, copy });
  }

  /** The donor as the receipt names them. */
  donorOf({ id, nameEncrypted }: Receipt): string {
    return nameEncrypted ? this.secrets.decrypt('field', nameEncrypted, nameContext(id)) : UNNAMED_DONOR;
  }

  /** Keeps the page unless one has been kept already. @returns the file that counts, and whether these bytes are it. */
  async keep(tx: Tx, receipt: Receipt, bytes: Buffer): Promise<{ fileId: string; ours: boolean }> {
    const [row] = await this.database.rows<{ pdfFileId: string | null }>(
      'SELECT pdf_file_id AS pdfFileId FROM receipt WHERE id = ? FOR UPDATE',
      [receipt.id],
      tx,
    );
    if (row?.pdfFileId) return { fileId: row.pdfFileId, ours: false };
    const fileId = await this.files.store(tx, {
      organizationId: receipt.organizationId,
      name: `${receipt.snapshot.number}.pdf`,
      contentType: 'application/pdf',
      bytes,
    });
    await tx.update(Receipt, { id: receipt.id }, { pdfFileId: fileId });
    return { fileId, ours: true };
  }

  private async lockSeries(tx: Tx, organizationId: string, year: number): Promise<number> {
    await this.database.rows(
      `INSERT INTO receipt_series (organization_id, year, last_no) VALUES (?, ?, 0)
       ON DUPLICATE KEY UPDATE last_no = last_no`,
      [organizationId, year],
      tx,
    );
    const [row] = await this.database.rows<{ last: number }>(
      'SELECT last_no AS last FROM receipt_series WHERE organization_id = ? AND year = ? FOR UPDATE',
      [organizationId, year],
      tx,
    );
    if (!row) throw new Error(`no receipt series ${year} of organization ${organizationId}`);
    return row.last;
  }

  private receiptFor(
    gift: BookedGift,
    given: { organizationId: string; year: number; no: number; issuedAt: Date },
  ): Receipt {
    const id = newId();
    const name = gift.nameEncrypted && this.donors.openName(gift.donationId, gift.nameEncrypted);
    return {
      id,
      ...given,
      donationId: gift.donationId,
      state: 'issued',
      amount: gift.net,
      currency: gift.currency,
      snapshot: snapshotOf(gift, receiptNumber(given.year, given.no), given.issuedAt),
      nameEncrypted: name ? this.secrets.encrypt('field', name, nameContext(id)) : null,
      pdfFileId: null,
    };
  }
}

const nameContext = (receiptId: string) => `receipt:${receiptId}`;
