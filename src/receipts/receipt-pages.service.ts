import { setImmediate as otherWork } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Files, type WrittenFile } from '../platform/files/files.js';
import type { Receipt } from './receipt.entity.js';
import { renderReceipt } from './receipt.pdf.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { ReceiptNames } from './receipt-names.service.js';

/** So many pages go to the disk together, while the next ones are drawn. */
const PAGES_A_FILE = 25;

/** A page that is on the disk and not yet its receipt's. */
export interface DrawnPage {
  readonly receiptId: string;
  readonly file: WrittenFile;
}

/** Draws receipts and keeps their pages. */
@Injectable()
export class ReceiptPages {
  constructor(
    private readonly database: Database,
    private readonly codes: ReceiptCodes,
    private readonly names: ReceiptNames,
    private readonly files: Files,
    private readonly config: Config,
  ) {}

  /** Draws a receipt's page from its frozen snapshot; a copy is marked 副本. */
  draw(receipt: Receipt, copy: boolean): Promise<Buffer> {
    const content = {
      ...receipt.snapshot,
      donor: this.names.donorOf(receipt),
      code: this.codes.codeOf(receipt.id),
    };
    return renderReceipt(content, { publicUrl: this.config.PUBLIC_URL, copy });
  }

  /** Draws the pages of the receipts that have none yet and puts them on the disk; locks nothing. */
  async prepare(receipts: readonly Receipt[]): Promise<DrawnPage[]> {
    const without = receipts.filter(({ pdfFileId }) => pdfFileId === null);
    const writing: Promise<DrawnPage[]>[] = [];
    for (let at = 0; at < without.length; at += PAGES_A_FILE) {
      const some = without.slice(at, at + PAGES_A_FILE);
      const pages: Buffer[] = [];
      for (const receipt of some) {
        pages.push(await this.draw(receipt, false));
        // Drawing is computing only: whatever else this process does gets its turn after each page.
        await otherWork();
      }
      const written = this.write(some, pages);
      // Whoever waits for all of them below is told; until then nobody waits for this one.
      written.catch(() => undefined);
      writing.push(written);
    }
    return (await Promise.all(writing)).flat();
  }

  /** Gives receipts their drawn pages, unless they have one by now. @returns the files that count, by receipt. */
  async keep(tx: Tx, drawn: readonly DrawnPage[]): Promise<Map<string, string>> {
    if (drawn.length === 0) return new Map();
    const ids = drawn.map(({ receiptId }) => receiptId);
    const rows = await this.database.rows<{ id: string; pdfFileId: string | null }>(
      'SELECT id, pdf_file_id AS pdfFileId FROM receipt WHERE id IN (?) ORDER BY id FOR UPDATE',
      [ids],
      tx,
    );
    const kept = new Map(rows.flatMap(({ id, pdfFileId }) => (pdfFileId === null ? [] : [[id, pdfFileId]])));
    const ours = drawn.filter(({ receiptId }) => !kept.has(receiptId));
    if (ours.length === 0) return kept;
    await this.files.enter(
      tx,
      ours.map(({ file }) => file),
    );
    await this.database.rows(
      `UPDATE receipt SET pdf_file_id = CASE id ${ours.map(() => 'WHEN ? THEN ?').join(' ')} END WHERE id IN (?)`,
      [
        ...ours.flatMap(({ receiptId, file }) => [receiptId, file.id]),
        ours.map(({ receiptId }) => receiptId),
      ],
      tx,
    );
    for (const { receiptId, file } of ours) kept.set(receiptId, file.id);
    return kept;
  }

  private async write(receipts: readonly Receipt[], pages: readonly Buffer[]): Promise<DrawnPage[]> {
    const files = await this.files.write(
      receipts.map(({ organizationId, snapshot }, at) => ({
        organizationId,
        name: `${snapshot.number}.pdf`,
        contentType: 'application/pdf',
        bytes: pages[at] ?? Buffer.alloc(0),
      })),
    );
    return files.map((file, at) => ({ receiptId: receipts[at]?.id ?? '', file }));
  }
}
