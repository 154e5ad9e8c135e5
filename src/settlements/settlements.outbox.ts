import type { OutboxEvent } from '../platform/outbox/outbox.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';

/** A provider told of a payout, so its statement has news; `ref` is the provider account's id. */
export const PAYOUT_STATED = 'payout.stated';

/** The announcement of one such event of the inbox. */
export function payoutStated(
  { id, organizationId }: Pick<ProviderAccount, 'id' | 'organizationId'>,
  eventId: string,
): OutboxEvent {
  return { kind: PAYOUT_STATED, organizationId, ref: id, dedupeKey: `${PAYOUT_STATED}:${eventId}` };
}
