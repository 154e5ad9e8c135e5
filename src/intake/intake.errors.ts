import { Refusal } from '../kernel/errors.js';

/** There is no such row in the inbox of this organization's accounts that was set aside. */
export const replayNotQuarantined = (): Refusal => new Refusal('conflict', 'replay_not_quarantined');

/** What was stored is no event: reading it again cannot help. */
export const replayUnreadable = (): Refusal => new Refusal('conflict', 'replay_unreadable');

/** The account's gifts are stated by notifications: its files are believed by one person, and make none. */
export const statementMakesNoGifts = (): Refusal => new Refusal('conflict', 'statement_makes_no_gifts');

/** The event still contradicts itself, or still cannot be booked. */
export const replayFails = (reason: string): Refusal => new Refusal('conflict', 'replay_fails', { reason });
