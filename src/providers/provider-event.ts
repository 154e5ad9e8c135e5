import type { ProviderAccount } from './provider-account.entity.js';

/** States of a provider event; the last three are ends, of which QUARANTINED waits for a person. */
export type EventState = 'NEW' | 'WAITING' | 'DONE' | 'IGNORED' | 'QUARANTINED';

/** In which state a signed event enters the inbox, and why, when it is not simply NEW. */
export interface Arrival {
  readonly state: 'NEW' | 'IGNORED' | 'QUARANTINED';
  readonly reason: string | null;
  /** A test event at a live endpoint or the other way round: ignored, and somebody should look. */
  readonly otherMode?: boolean;
}

/** An event whose signature was checked (or that we fetched from the provider ourselves), ready to be stored. */
export interface SignedEvent {
  readonly account: ProviderAccount;
  readonly eventId: string;
  readonly type: string;
  readonly body: Buffer;
  readonly bodySha256: Buffer;
  /** JSON object of the few headers worth keeping as evidence; `{"via":"list"}` for events we fetched. */
  readonly headers: string;
  readonly receivedAt: Date;
  readonly arrival: Arrival;
}

/** What became of an accepted event: new to us, seen before with the same content, or with another content. */
export type AcceptOutcome = 'stored' | 'duplicate' | 'conflict';

/** A row of the inbox that a worker holds locked in its database transaction. */
export interface ClaimedEvent {
  readonly id: string;
  readonly provider: string;
  readonly account: string;
  readonly type: string;
  readonly body: Buffer;
  readonly receivedAt: Date;
  readonly state: 'NEW' | 'WAITING';
  readonly attempts: number;
}

/** A row that was set aside, with what a person needs to know of it. */
export interface QuarantinedEvent extends Omit<ClaimedEvent, 'state'> {
  readonly state: 'QUARANTINED';
  readonly eventId: string;
  readonly bodySha256: string;
  readonly reason: string | null;
}

const PAUSE_FIRST_MS = 10_000;
const WAIT_PAUSE_MAX_MS = 15 * 60_000;
const RETRY_PAUSE_MAX_MS = 60 * 60_000;

/** A row that failed this often is quarantined (payments rules: poison row). */
export const ATTEMPTS_MAX = 8;

/** When a row that waits for its parent is looked at again: 10 s, 20 s, … 15 min. `attempts` counts from 0. */
export function nextLook(now: Date, attempts: number): Date {
  return later(now, attempts, WAIT_PAUSE_MAX_MS);
}

/** When a row that failed is tried again: 10 s, 20 s, … 1 h. */
export function nextTry(now: Date, attempts: number): Date {
  return later(now, attempts, RETRY_PAUSE_MAX_MS);
}

function later(now: Date, attempts: number, max: number): Date {
  return new Date(now.getTime() + Math.min(PAUSE_FIRST_MS * 2 ** Math.min(attempts, 20), max));
}
