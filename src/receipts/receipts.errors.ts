import { Refusal } from '../kernel/errors.js';
import { FontCover } from '../platform/drawing/font-cover.js';

/** There is no such receipt, or the verification code is not one of ours: both answer alike. */
export const receiptNotFound = (): Refusal => new Refusal('not_found', 'receipt_not_found');

/** It has been voided or replaced meanwhile. */
export const receiptEnded = (): Refusal => new Refusal('conflict', 'receipt_ended');

/** Voiding needs a reason that the register, the approver and the donor read. */
export const reasonMissing = (): Refusal =>
  new Refusal('invalid', 'receipt_reason_missing', {}, [{ field: 'reason', code: 'receipt_reason_missing' }]);

/** A corrected name needs a receipt to stand on. */
export const correctionEmpty = (): Refusal =>
  new Refusal('invalid', 'receipt_name_without_reissue', {}, [
    { field: 'name', code: 'receipt_name_without_reissue' },
  ]);

/** Merging needs two or more receipts that stand, of one donor and one currency. */
export const nothingToMerge = (): Refusal => new Refusal('conflict', 'receipt_nothing_to_merge');

/** One receipt carries one name. */
export const namesDiffer = (): Refusal => new Refusal('conflict', 'receipt_names_differ');

/** More gifts than one receipt lists. */
export const tooManyToMerge = (most: number): Refusal =>
  new Refusal('conflict', 'receipt_too_many', { most: String(most) });

/** @throws Refusal invalid no_font, at the name, when it has a character that no font of ours can print. */
export function refuseUnprintable(name: string): void {
  const missing = FontCover.missing(name);
  if (missing.length === 0) return;
  const params = { chars: FontCover.named(missing) };
  throw new Refusal('invalid', 'no_font', params, [{ field: 'name', code: 'no_font', params }]);
}
