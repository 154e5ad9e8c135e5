import { withPrefix } from '../kernel/ids.js';

/** What partners are told of; the names are part of the API. */
export const EVENT_KINDS = [
  'project.published',
  'project.closed',
  'project.progress.updated',
  'update.published',
  'update.corrected',
  'update.withdrawn',
  'channel.figures.updated',
  'channel.settled',
  'test.ping',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** What can stand in an event's `data`: amounts are texts of minor units. */
export type EventValue =
  | string
  | number
  | boolean
  | null
  | readonly EventValue[]
  | { readonly [name: string]: EventValue };
export type EventData = Readonly<Record<string, EventValue>>;

/** An event that has no number yet. */
export interface EventDraft {
  readonly partnerId: string;
  /** false: of the partner's test mode; it is never mixed with real events. */
  readonly livemode: boolean;
  readonly kind: EventKind;
  readonly organizationId?: string | null;
  readonly projectId?: string | null;
  readonly channelId?: string | null;
  readonly endpointId?: string | null;
  readonly data: EventData;
  readonly occurredAt: Date;
}

/** A numbered event of one partner and mode. */
export interface PartnerEvent {
  readonly id: string;
  readonly partnerId: string;
  readonly livemode: boolean;
  /** 1, 2, 3 … without a gap within a partner and mode; given after the change had committed. */
  readonly seq: bigint;
  readonly kind: EventKind;
  /** The text of `data`, as it was written. */
  readonly payload: string;
  readonly createdAt: Date;
}

/** An event as `GET /events` and deliveries show it. */
export interface EventEnvelope {
  readonly id: string;
  readonly type: EventKind;
  readonly created_at: string;
  readonly livemode: boolean;
  readonly sequence: number;
  readonly data: EventData;
}

export function envelopeOf(event: PartnerEvent): EventEnvelope {
  return {
    id: withPrefix('evt', event.id),
    type: event.kind,
    created_at: event.createdAt.toISOString(),
    livemode: event.livemode,
    sequence: Number(event.seq),
    data: JSON.parse(event.payload) as EventData,
  };
}

/** The body of a delivery: the same bytes at every attempt. Below 20 kB, since `data` is kept below 16 KiB. */
export const bodyOf = (event: PartnerEvent): string => JSON.stringify(envelopeOf(event));
