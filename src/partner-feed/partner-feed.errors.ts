import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** There is no such endpoint at this partner. */
export const noSuchEndpoint = (): Refusal => new Refusal('not_found', 'webhook_endpoint_not_found');

/** There is no such event of this partner, or the endpoint does not want it. */
export const noSuchEvent = (): Refusal => new Refusal('not_found', 'webhook_event_not_found');

/** Some fields cannot be used as they are. */
export const endpointInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'webhook_endpoint_invalid', {}, fields);

/** The partner has as many endpoints of this mode as it may have. */
export const tooManyEndpoints = (most: number): Refusal =>
  new Refusal('conflict', 'webhook_endpoints_many', { most: String(most) });

/** The endpoint must be switched on first. */
export const endpointDisabled = (): Refusal => new Refusal('conflict', 'webhook_endpoint_disabled');

/** The last ping was a moment ago. */
export const pingTooSoon = (): Refusal => new Refusal('too_many_requests', 'webhook_ping_soon');

/** A replay begins at a number that has been delivered, or at the next one. */
export const replayNumber = (last: bigint): Refusal =>
  new Refusal('invalid', 'webhook_replay_number', { last: String(last) }, [
    { field: 'from', code: 'webhook_replay_number', params: { last: String(last) } },
  ]);
