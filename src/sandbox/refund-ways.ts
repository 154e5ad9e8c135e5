/** How refunds fare: as their method does, or on demand waiting for the bank or for the payer. */
export const REFUND_WAYS = ['as_usual', 'pending', 'requires_action'] as const;
export type RefundWay = (typeof REFUND_WAYS)[number];
