import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** There is no such account of this organization, or its keys are not ours to change. */
export const providerAccountNotFound = (): Refusal => new Refusal('not_found', 'provider_account_not_found');

/** Fields of a new account or key that were refused. */
export const providerSecretInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'provider_secret_invalid', {}, fields);

/** The name in the webhook's path belongs to another account. */
export const providerAccountTaken = (): Refusal =>
  new Refusal('conflict', 'provider_account_taken', {}, [
    { field: 'account', code: 'provider_account_taken' },
  ]);

/** The merchant number belongs to another account: its money would be read twice. */
export const providerMerchantTaken = (): Refusal =>
  new Refusal('conflict', 'provider_merchant_taken', {}, [
    { field: 'merchant_no', code: 'provider_merchant_taken' },
  ]);

/** The account's provider always notifies us. */
export const providerIntakeFixed = (): Refusal => new Refusal('conflict', 'provider_intake_fixed');

/** The account's facts come from there already. */
export const providerIntakeSame = (): Refusal => new Refusal('conflict', 'provider_intake_same');

/** The key is in use already, here or for another account: money would be read twice, or nothing would change. */
export const providerSecretUsed = (field: 'api_key' | 'webhook_secret'): Refusal =>
  new Refusal('conflict', 'provider_secret_used', {}, [{ field, code: 'provider_secret_used' }]);
