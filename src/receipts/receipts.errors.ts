import { Refusal } from '../kernel/errors.js';

/** There is no such receipt, or the verification code is not one of ours: both answer alike. */
export const receiptNotFound = (): Refusal => new Refusal('not_found', 'receipt_not_found');
