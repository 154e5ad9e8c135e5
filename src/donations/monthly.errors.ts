import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** There is no such monthly gift, or the key does not open it: both answer alike. */
export const monthlyNotFound = (): Refusal => new Refusal('not_found', 'monthly_not_found');

/** Its state does not allow that: it was done already, or it is over. */
export const monthlyNotThere = (state: string): Refusal =>
  new Refusal('conflict', 'monthly_not_there', { state });

/** Fields of a change are wrong. */
export const monthlyInvalid = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'monthly_invalid', {}, fields);

/** There is no card to charge any more: a missed month must be paid at the checkout first. */
export const monthlyNeedsMethod = (): Refusal => new Refusal('conflict', 'monthly_needs_method');

/** The provider is being asked for this month's gift at this moment: paying it by hand, too, could pay it twice. */
export const monthlyUnderWay = (): Refusal => new Refusal('conflict', 'monthly_under_way');
