import { Refusal } from '../../kernel/errors.js';

/** There is no such request here, for this operation. */
export const approvalNotFound = (): Refusal => new Refusal('not_found', 'approval_not_found');

/** The same thing waits for an answer already. */
export const approvalOpen = (): Refusal => new Refusal('conflict', 'approval_open');

/** Who asks cannot answer. */
export const approvalOwnVote = (): Refusal => new Refusal('forbidden', 'approval_own_vote');

/** Only approvers of this organization answer. */
export const approvalNotEntitled = (): Refusal => new Refusal('forbidden', 'approval_not_entitled');

/** 72 hours have passed. */
export const approvalExpired = (): Refusal => new Refusal('conflict', 'approval_expired');

/** What would be done now is not what was shown. */
export const approvalChanged = (): Refusal => new Refusal('conflict', 'approval_changed');

/** This person has voted already. */
export const approvalVoted = (): Refusal => new Refusal('conflict', 'approval_voted');

/** The request has been answered, withdrawn or carried out, or lacks votes that still count. */
export const approvalNotOpen = (): Refusal => new Refusal('conflict', 'approval_not_open');

/** Only who asked may take it back. */
export const approvalNotYours = (): Refusal => new Refusal('forbidden', 'approval_not_yours');

/** A no needs a reason that the requester can work with. */
export const approvalReasonMissing = (): Refusal =>
  new Refusal('invalid', 'approval_reason_missing', {}, [
    { field: 'reason', code: 'approval_reason_missing' },
  ]);
