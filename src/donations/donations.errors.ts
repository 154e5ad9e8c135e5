import type { FieldProblem } from '../kernel/errors.js';
import { Refusal } from '../kernel/errors.js';

/** There is no such project. */
export function projectNotFound(slug: string): Refusal {
  return new Refusal('not_found', 'project_not_found', { slug });
}

/** The project takes no gifts now; `reason` is the project room's word for why. */
export function projectTakesNoGifts(slug: string, reason: string): Refusal {
  return new Refusal('conflict', 'project_takes_no_gifts', { slug, reason });
}

/** Fields of the form are wrong. */
export function donationInvalid(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('invalid', 'donation_invalid', {}, fields);
}

/** The same form came again with other content: nothing is guessed, a new form makes a new gift. */
export function formAlreadyUsed(): Refusal {
  return new Refusal('conflict', 'form_already_used');
}

/** The gift was paid: there is nothing to pay again. Names it, for whoever sent its form again may see its page. */
export function donationAlreadyPaid(donationId: string): Refusal {
  return new Refusal('conflict', 'donation_already_paid', { donation: donationId });
}

export function donationNotFound(): Refusal {
  return new Refusal('not_found', 'donation_not_found');
}

/** A field of a request for the release of money in suspense. */
export function releaseRefused(field: string, code: string): Refusal {
  return new Refusal('invalid', 'release_refused', {}, [{ field, code }]);
}

/** Nothing of the payment lies in suspense any more that could be released, or part of it went back. */
export function releaseNothingLeft(): Refusal {
  return new Refusal('conflict', 'release_nothing_left');
}

/** The money is of another currency than the fund: it can only go back. */
export function releaseCurrency(currency: string, fund: string): Refusal {
  return new Refusal('conflict', 'release_currency', { currency, fund });
}

/** The sum is worth a second look before it is paid; amounts in major units. */
export function secondLookNeeded(amount: string, usual: string, currency: string, reason: string): Refusal {
  return new Refusal('conflict', 'second_look', { amount, usual, currency, reason });
}

/** Fields of a request for a refund are wrong. */
export function refundInvalid(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('invalid', 'refund_invalid', {}, fields);
}

/** No payment of the gift has that much left to give back; `left` is the most that one has. */
export function refundTooMuch(left: string, currency: string): Refusal {
  return new Refusal('conflict', 'refund_too_much', { left, currency }, [
    { field: 'amount', code: 'refund_too_much', params: { left, currency } },
  ]);
}

export function refundNotFound(): Refusal {
  return new Refusal('not_found', 'refund_not_found');
}

/** The refund is not where that can be done with it. */
export function refundNotThere(state: string): Refusal {
  return new Refusal('conflict', 'refund_not_there', { state });
}

/** There is no such offline gift, pledge or cash deposit here. */
export function offlineNotFound(): Refusal {
  return new Refusal('not_found', 'offline_not_found');
}

/** Its state does not allow that: somebody else was faster. */
export function offlineMovedOn(state: string): Refusal {
  return new Refusal('conflict', 'offline_moved_on', { state });
}

/** One field of an offline form is wrong. */
export function offlineInvalid(field: string, code: string): Refusal {
  return new Refusal('invalid', 'offline_gift_invalid', {}, [{ field, code }]);
}

/** The bank's number stands at another gift or deposit already. */
export function offlineReferenceUsed(): Refusal {
  return new Refusal('conflict', 'offline_reference_used', {}, [
    { field: 'bank_reference', code: 'offline_reference_used' },
  ]);
}

/** The same form came again with other content. */
export function offlineFormUsed(): Refusal {
  return new Refusal('conflict', 'form_used');
}

/** There is less cash than was to be taken to the bank. `cash` in major units. */
export function cashInsufficient(cash: string, currency: string): Refusal {
  return new Refusal('conflict', 'cash_insufficient', { cash, currency });
}

/** Fields of a mapping that were refused. */
export const mappingRefused = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'mapping_refused', {}, fields);

/** The account has no such line in its mapping. */
export const mappingNotFound = (): Refusal => new Refusal('not_found', 'mapping_not_found');

/** Mails need an address, and the gift has none yet. */
export function followMailNeeded(): Refusal {
  return donationInvalid([{ field: 'mail', code: 'invalid' }]);
}

/** There is no such mailing (or the asker may not know of it), or nothing of it is left to do. */
export function mailingNotFound(): Refusal {
  return new Refusal('not_found', 'mailing_not_found');
}

/** Before this gift a question must be answered; `code` says what was wrong with the last answer. */
export const challengeNeeded = (code: 'needed' | 'wrong' | 'expired' | 'used'): Refusal =>
  new Refusal('invalid', 'challenge_needed', {}, [{ field: 'challenge_answer', code }]);

/** Too many cards were declined: nothing more is opened before `until`. */
export const givingSlowed = (until: Date, why: 'mail' | 'answers'): Refusal =>
  new Refusal('too_many_requests', 'giving_slowed', { until: until.toISOString(), why });
/** Fields of a donor's request for a refund are wrong. */
export const refundRequestInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'refund_request_invalid', {}, fields);
export const refundRequestNotFound = (): Refusal => new Refusal('not_found', 'refund_request_not_found');
/** Its state does not allow that: it was decided or taken back meanwhile, or the gift is not paid. */
export const refundRequestMovedOn = (state: string): Refusal =>
  new Refusal('conflict', 'refund_request_moved_on', { state });
/** The gift has a request that is not decided yet. */
export const refundRequestOpen = (): Refusal => new Refusal('conflict', 'refund_request_open');
