import type { EventKind } from './partner-event.js';

/** `person`: somebody switched it off; `gone`: it answered 410; `exhausted`: all attempts of an event had failed. */
export type DisabledBecause = 'person' | 'gone' | 'exhausted';

/** A partner's address for events, as its people see it. */
export interface WebhookEndpoint {
  readonly id: string;
  readonly partnerId: string;
  readonly livemode: boolean;
  readonly url: string;
  readonly kinds: readonly EventKind[];
  readonly state: 'active' | 'disabled' | 'removed';
  readonly disabledBecause: DisabledBecause | null;
  /** Until when the replaced secret signs too; null when there is none. */
  readonly previousUntil: Date | null;
  /** All wanted events up to this number have been delivered. */
  readonly deliveredSeq: bigint;
  /** Failed attempts of the event whose turn it is. */
  readonly attempts: number;
  /** When it is tried again; null: at once, or nothing waits. */
  readonly nextAt: Date | null;
  readonly createdAt: Date;
}

export interface EndpointRow {
  id: string;
  partner_id: string;
  livemode: number;
  url: string;
  kinds: string;
  state: 'active' | 'disabled' | 'removed';
  disabled_because: DisabledBecause | null;
  secret_encrypted: Buffer | null;
  previous_secret_encrypted: Buffer | null;
  previous_until: Date | null;
  delivered_seq: string;
  round: number;
  attempts: number;
  next_at: Date | null;
  created_at: Date;
}

/** Columns of an `EndpointRow`, of the table called `w`. */
export const ENDPOINT_COLUMNS = `w.id, w.partner_id, w.livemode, w.url, w.kinds, w.state, w.disabled_because,
  w.secret_encrypted, w.previous_secret_encrypted, w.previous_until, w.delivered_seq, w.round, w.attempts, w.next_at,
  w.created_at`;

/** Whether the event `v` is for the endpoint `w`, in SQL: a kind it wants, or a ping meant for it. */
export const IS_WANTED =
  "(v.endpoint_id = w.id OR v.kind <> 'test.ping' AND FIND_IN_SET(v.kind, w.kinds) > 0)";

export const toEndpoint = (row: EndpointRow): WebhookEndpoint => ({
  id: row.id,
  partnerId: row.partner_id,
  livemode: Boolean(row.livemode),
  url: row.url,
  kinds: row.kinds.split(',').filter((kind) => kind !== '') as EventKind[],
  state: row.state,
  disabledBecause: row.disabled_because,
  previousUntil: row.previous_until,
  deliveredSeq: BigInt(row.delivered_seq),
  attempts: row.attempts,
  nextAt: row.next_at,
  createdAt: row.created_at,
});

/** What binds an endpoint's encrypted secret to its row. */
export const secretContext = (endpointId: string): string => `webhook:${endpointId}`;
