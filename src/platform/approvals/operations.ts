import { createHash } from 'node:crypto';
import { canonicalJson } from '../../kernel/canonical-json.js';
import { transitions } from '../../kernel/transitions.js';

/** What only two people together may do (design §4). Each has one owning room, which consumes its approvals. */
export const OPERATIONS = [
  'refund',
  'offline_gift',
  'disbursement',
  'suspense_release',
  'receipt_void',
  'fund_transfer',
  'day_close',
  'day_reopen',
  'bank_account',
  'role',
  'provider_secret',
  'quarantine_replay',
  'case_entry',
  'statement_intake',
  'year_close',
  'year_reopen',
  'use_change',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Votes of people other than the requester that an operation needs, where it is not one. */
const VOTES_NEEDED: Readonly<Partial<Record<Operation, number>>> = { day_reopen: 2, year_reopen: 2 };

/** How many people other than the requester must agree. */
export function votesNeeded(operation: Operation): number {
  return VOTES_NEEDED[operation] ?? 1;
}

/** A request that nobody carried out within this time lapses: what was shown has become old. */
export const APPROVAL_HOURS = 72;

export type ApprovalState = 'waiting' | 'approved' | 'consumed' | 'rejected' | 'withdrawn' | 'expired';

/** Only approved requests are consumed, once; an ended one never comes back. Held by a trigger too. */
export const APPROVAL_TRANSITIONS = transitions<ApprovalState>('waiting', {
  waiting: ['approved', 'rejected', 'withdrawn', 'expired'],
  approved: ['consumed', 'rejected', 'withdrawn', 'expired'],
  consumed: [],
  rejected: [],
  withdrawn: [],
  expired: [],
});

/** SHA-256 in hex over the RFC 8785 text of what is shown. @throws TypeError when the payload is no plain JSON. */
export function payloadSha256(payload: object): string {
  return createHash('sha256').update(canonicalJson(payload)).digest('hex');
}
