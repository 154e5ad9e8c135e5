import type { ReceiptVoids } from '../../../receipts/receipt-voids.service.js';
import type { Fact } from '../../ui/facts.js';
import { type Desk, maySee } from '../access/visit.js';
import { words } from '../console.words.js';

/** The corrected name that a request to void carries: for those who judge it alone. It is in no payload. */
export async function correctionFacts(
  voids: ReceiptVoids,
  payload: Readonly<Record<string, unknown>>,
  desk: Desk,
): Promise<readonly Fact[]> {
  const { correctedName, receiptNumber } = payload;
  if (typeof correctedName !== 'string' || correctedName === '' || !maySee(desk, 'clerk', 'approver'))
    return [];
  const name = await voids.correctionShown(desk.organization.id, String(receiptNumber), correctedName);
  return name === null ? [] : [[words(desk.locale, 'receipts.void.name'), name]];
}
