/** Announced for every receipt in the database transaction that gives its number; `ref` is the receipt's id. */
export const RECEIPT_ISSUED = 'receipt.issued';
