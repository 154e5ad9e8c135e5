import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { Receipt } from './receipt.entity.js';
import { renderReceipt } from './receipt.pdf.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { ReceiptNames } from './receipt-names.service.js';
import { receiptNotFound } from './receipts.errors.js';

/** The pages of the receipts: drawn from their frozen text, kept as they were first handed out. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: Database,
    private readonly codes: ReceiptCodes,
    private readonly names: ReceiptNames,
    private readonly files: Files,
    private readonly config: Config,
  ) {}

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
      donor: this.names.donorOf(receipt),
      code: this.codes.codeOf(receipt.id),
    };
    return renderReceipt(content, { publicUrl: this.config.PUBLIC_URL, copy });
  }

  /** The donor as the receipt names them. */
  donorOf(receipt: Receipt): string {
    return this.names.donorOf(receipt);
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
    await this.database.rows('UPDATE receipt SET pdf_file_id = ? WHERE id = ?', [fileId, receipt.id], tx);
    return { fileId, ours: true };
  }
}
