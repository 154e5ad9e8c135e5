import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { Receipt } from './receipt.entity.js';
import { ReceiptPages } from './receipt-pages.service.js';
import { receiptNotFound } from './receipts.errors.js';

/** The pages of the receipts: drawn from their frozen text, kept as they were first handed out. */
@Injectable()
export class Receipts {
  constructor(
    private readonly database: Database,
    private readonly pages: ReceiptPages,
    private readonly files: Files,
  ) {}

  /**
   * The receipt's page. The first one is drawn when it is mailed or first asked for and kept; every later call returns
   * the same bytes. A copy is marked 副本 and drawn anew each time. @throws Refusal not_found.
   */
  async pdf(receiptId: string, { copy = false }: { readonly copy?: boolean } = {}): Promise<Buffer> {
    const receipt = await this.database.read.findOneBy(Receipt, { id: receiptId });
    if (!receipt) throw receiptNotFound();
    if (copy) return this.pages.draw(receipt, true);
    const fileId = receipt.pdfFileId ?? (await this.keep(receipt));
    return (await this.files.read(fileId)).bytes;
  }

  private async keep(receipt: Receipt): Promise<string> {
    const drawn = await this.pages.prepare([receipt]);
    const kept = await this.database.inTransaction((tx) => this.pages.keep(tx, drawn));
    const fileId = kept.get(receipt.id);
    if (!fileId) throw new Error(`receipt ${receipt.id} has got no page`);
    return fileId;
  }
}
