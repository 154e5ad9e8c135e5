import type { OutboxEvent } from '../platform/outbox/outbox.js';

/** A project is open to the public; announced once, `ref` is its id. */
export const PROJECT_PUBLISHED = 'project.published';
/** A project's appeal has ended; announced once, `ref` is its id. */
export const PROJECT_CLOSED = 'project.closed';
/** A project tells something new; announced once per update, `ref` is the update's id. */
export const PROJECT_UPDATE_PUBLISHED = 'project.update_published';
/** A published update has a corrected wording; announced once per revision, `ref` is the update's id. */
export const PROJECT_UPDATE_CORRECTED = 'project.update_corrected';
/** A published update is no longer shown; announced once, `ref` is the update's id. */
export const PROJECT_UPDATE_WITHDRAWN = 'project.update_withdrawn';

/** Everything this room announces. */
export const PROJECT_EVENTS = [
  PROJECT_PUBLISHED,
  PROJECT_CLOSED,
  PROJECT_UPDATE_PUBLISHED,
  PROJECT_UPDATE_CORRECTED,
  PROJECT_UPDATE_WITHDRAWN,
] as const;

/** The announcement of a step in the life of a project or an update; `step` tells repeated steps apart. */
export function projectEvent(
  kind: (typeof PROJECT_EVENTS)[number],
  { id, organizationId }: { readonly id: string; readonly organizationId: string },
  step?: number,
): OutboxEvent {
  return {
    kind,
    organizationId,
    ref: id,
    ...(step === undefined ? {} : { dedupeKey: `${kind}:${id}:${step}` }),
  };
}
