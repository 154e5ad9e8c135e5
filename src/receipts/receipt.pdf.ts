import { ReceiptDocument } from './receipt.document.js';
import { drawPage, PAGE_SIZE } from './receipt.page.js';
import type { ReceiptContent } from './receipt.snapshot.js';

/** Where and how a receipt is drawn. */
export interface DrawingOptions {
  /** PUBLIC_URL of the deployment; the QR leads to its verification page. */
  readonly publicUrl: string;
  /** Marks the page 副本: everything after the one that went to the donor. */
  readonly copy?: boolean;
}

/** The page that the QR of a receipt leads to. */
export function verificationUrl(publicUrl: string, code: string): string {
  const url = new URL('receipts/verify', publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`);
  url.searchParams.set('code', code);
  return url.href;
}

/**
 * Draws a receipt as PDF. The same content gives the same bytes on every machine: no clock and no randomness goes in
 * (date and file id come from the time of issue), and text can be selected and searched.
 */
export function renderReceipt(content: ReceiptContent, options: DrawingOptions): Promise<Buffer> {
  const issued = new Date(content.issued_at);
  const doc = new ReceiptDocument({
    size: PAGE_SIZE,
    margin: 0,
    font: '',
    // Uncompressed: another zlib would give other bytes, drawing is faster, and 50 kB hurt nobody.
    compress: false,
    lang: 'zh-CN',
    displayTitle: true,
    info: {
      Title: `捐赠确认书 ${content.number}`,
      Author: content.organization.name_zh,
      Producer: 'Boai',
      Creator: 'Boai',
      CreationDate: issued,
      ModDate: issued,
    },
  });
  const chunks: Buffer[] = [];
  return new Promise((resolve, reject) => {
    doc.on('data', (chunk: Buffer) => chunks.push(chunk));
    doc.on('end', () => resolve(Buffer.concat(chunks)));
    doc.on('error', reject);
    try {
      drawPage(doc, content, verificationUrl(options.publicUrl, content.code), options.copy ?? false);
      doc.end();
    } catch (error) {
      reject(error);
    }
  });
}
