import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** One answer for unknown name, wrong password, disabled and locked accounts: a stranger learns nothing. */
export const loginFailed = (): Refusal => new Refusal('unauthenticated', 'login_failed');

/** The one-time link was used, has expired, or never was. */
export const loginLinkSpent = (): Refusal => new Refusal('gone', 'login_link_spent');

/** The six digits are wrong, or were used before. */
export const totpWrong = (): Refusal =>
  new Refusal('invalid', 'totp_wrong', {}, [{ field: 'code', code: 'totp_wrong' }]);

/** A second factor is set up already; it is changed only by showing the old one. */
export const totpEnrolled = (): Refusal => new Refusal('conflict', 'totp_enrolled');

/** The login name belongs to somebody else. */
export const loginNameTaken = (): Refusal =>
  new Refusal('conflict', 'login_name_taken', {}, [{ field: 'login_name', code: 'login_name_taken' }]);

/** The person is not there, or not to be seen from here. */
export const staffNotFound = (): Refusal => new Refusal('not_found', 'staff_not_found');

/** A password field that was refused. */
export const passwordRefused = (problem: FieldProblem): Refusal =>
  new Refusal('invalid', problem.code, problem.params, [problem]);

/** Nobody changes their own rights, agrees to a change of them, or shuts themselves out. */
export const rightsOwn = (): Refusal => new Refusal('conflict', 'rights_own');

/** What is asked for is as it is already. */
export const rightsUnchanged = (): Refusal => new Refusal('conflict', 'rights_unchanged');

/** Whoever asks, or asked, is no administrator here (any more). */
export const rightsNotAdministrator = (): Refusal => new Refusal('conflict', 'rights_not_administrator');

/** The account belongs to a person who also works where this organization has no say. */
export const rightsElsewhere = (): Refusal => new Refusal('conflict', 'rights_elsewhere');

/** The organization would be left without the people whom every change of rights needs. */
export const rightsLacking = (code: 'rights_last_administrator' | 'rights_last_approvers'): Refusal =>
  new Refusal('conflict', code);

/** Fields of a wish about rights that were refused. */
export const rightsInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'rights_invalid', {}, fields);
