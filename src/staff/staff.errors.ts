import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** One answer for unknown name, wrong password, disabled and locked accounts: a stranger learns nothing. */
export const loginFailed = (): Refusal => new Refusal('unauthenticated', 'login_failed');

/** Too many failures from one network address. */
export const tooManyLogins = (): Refusal => new Refusal('too_many_requests', 'too_many_logins');

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
