/** Announced for every receipt in the database transaction that gives its number; `ref` is the receipt's id. */
export const RECEIPT_ISSUED = 'receipt.issued';

/** Announced when a receipt ended with nothing in its place; `ref` is its id. */
export const RECEIPT_VOIDED = 'receipt.voided';
