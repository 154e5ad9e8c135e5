import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** Fields of a bank account that were refused. */
export const bankAccountInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'bank_account_invalid', {}, fields);

/** It is the present account already, with the same names. */
export const bankAccountUnchanged = (): Refusal => new Refusal('conflict', 'bank_account_unchanged');

/** Another organization has this account: each has its own. */
export const bankAccountTaken = (): Refusal => new Refusal('conflict', 'bank_account_taken');

/** There is no such bank account of this organization. */
export const bankAccountNotFound = (): Refusal => new Refusal('not_found', 'bank_account_not_found');
