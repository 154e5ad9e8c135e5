import { Injectable } from '@nestjs/common';
import { isId } from '../kernel/ids.js';
import { Secrets } from '../platform/secrets/secrets.js';

const ID_LENGTH = 26;
const MAC_BYTES = 12;
const CODE_LENGTH = ID_LENGTH + 16;

/**
 * The code behind a receipt's QR: the receipt's id and 96 bits of an HMAC over it. It is derived and not kept; whoever
 * does not hold the paper cannot make it up, and numbers cannot be counted through.
 */
@Injectable()
export class ReceiptCodes {
  constructor(private readonly secrets: Secrets) {}

  /** The code of a receipt: 42 characters that are safe in a URL. */
  codeOf(receiptId: string): string {
    return receiptId + this.secrets.code('receipt-code', receiptId, MAC_BYTES);
  }

  /** The receipt that a code belongs to, or null when the code is not one of ours. */
  receiptOf(code: string): string | null {
    const id = code.slice(0, ID_LENGTH);
    // The exact length: base64 readers pass over what comes after the last whole byte.
    if (!isId(id) || code.length !== CODE_LENGTH) return null;
    return this.secrets.matches('receipt-code', id, code.slice(ID_LENGTH), MAC_BYTES) ? id : null;
  }
}
