import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** One answer for unknown address, wrong password, removed and locked people: a stranger learns nothing. */
export const partnerLoginFailed = (): Refusal => new Refusal('unauthenticated', 'partner_login_failed');

/** The link was used, has expired, was taken back, or never was. */
export const partnerLinkSpent = (): Refusal => new Refusal('gone', 'partner_link_spent');

/** The partner, person, key or agreement is not there, or not to be seen from here. */
export const partnerNotFound = (): Refusal => new Refusal('not_found', 'not_found');

/** The partner is suspended: figures, keys and overlays rest; embeds and gifts go on. */
export const partnerSuspended = (): Refusal => new Refusal('forbidden', 'partner_suspended');

/** No agreement of the partner is in force today. */
export const partnerNotActive = (): Refusal => new Refusal('forbidden', 'partner_not_active');

/** Only an owner may do this. */
export const partnerOwnerOnly = (): Refusal => new Refusal('forbidden', 'partner_owner_only');

/** Fields of an application, a profile, an invitation or a key that were refused. */
export const partnerInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'partner_invalid', {}, fields);

/** Somebody with this address is here or at another partner already. */
export const partnerMailTaken = (): Refusal =>
  new Refusal('conflict', 'partner_mail_taken', {}, [{ field: 'mail', code: 'partner_mail_taken' }]);

/** A partner without an owner could not manage itself. */
export const partnerLastOwner = (): Refusal => new Refusal('conflict', 'partner_last_owner');

/** The agreement or partner is in another state meanwhile. */
export const partnerStateChanged = (): Refusal => new Refusal('conflict', 'partner_state_changed');

/** What an agreement still lacks before it may be approved, one field each. */
export const agreementIncomplete = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('conflict', 'agreement_incomplete', {}, fields);

/** Another agreement of this society has the number. */
export const agreementNumberTaken = (): Refusal =>
  new Refusal('conflict', 'agreement_number_taken', {}, [
    { field: 'number', code: 'agreement_number_taken' },
  ]);

/** Too many applications from one network address. */
export const tooManyApplications = (): Refusal => new Refusal('too_many_requests', 'too_many_applications');
