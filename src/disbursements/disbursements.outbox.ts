import type { OutboxEvent } from '../platform/outbox/outbox.js';

/**
 * What a project's money may be used for has changed, and its donors are to be told; `ref` is the change's id. Announced
 * once, and again for each further group of donors.
 */
export const USE_CHANGED = 'use.changed';

/** The announcement of a change, or that the donors after this one are still to be told of it. */
export function useChanged(
  { id, organizationId }: { readonly id: string; readonly organizationId: string },
  afterDonor = '',
): OutboxEvent {
  return { kind: USE_CHANGED, organizationId, ref: id, dedupeKey: `${USE_CHANGED}:${id}:${afterDonor}` };
}
