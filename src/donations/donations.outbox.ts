import type { NewEntry } from '../ledger/entry.js';
import type { OutboxEvent } from '../platform/outbox/outbox.js';

/** A donation's money stands in the books; announced once per donation, `ref` is its id. */
export const DONATION_BOOKED = 'donation.booked';

/**
 * What a booked donation has in income has changed by a further entry: money that goes back, that stays after all, or
 * that came again. `ref` is the donation's id; announced once per entry.
 */
export const DONATION_CHANGED = 'donation.changed';

/** The announcement of an entry that changes what its donation has in income. */
export function donationChanged(entry: Pick<NewEntry, 'id' | 'organizationId' | 'subjectId'>): OutboxEvent {
  return {
    kind: DONATION_CHANGED,
    organizationId: entry.organizationId,
    ref: entry.subjectId,
    dedupeKey: `${DONATION_CHANGED}:${entry.id}`,
  };
}
/** A refund has been approved and waits to be sent; `ref` is its id. */
export const REFUND_APPROVED = 'refund.approved';
