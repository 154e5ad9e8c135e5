import { Refusal } from '../kernel/errors.js';

/** There is no such official receipt here. */
export const officialNotFound = (): Refusal => new Refusal('not_found', 'official_not_found');

/** Another official receipt, asked for or issued, covers one of these gifts. */
export const officialExists = (): Refusal => new Refusal('conflict', 'official_exists');

/** It has moved on: what was asked does not fit its state any more. */
export const officialMoved = (): Refusal => new Refusal('conflict', 'official_moved');

/** The request is with the finance bureau already. */
export const officialUnderWay = (): Refusal => new Refusal('conflict', 'official_under_way');

/** This number of the bureau is written down already. */
export const officialNumberTaken = (): Refusal => new Refusal('conflict', 'official_number_taken');

/** The amount has changed since it was shown. */
export const officialAmountChanged = (): Refusal => new Refusal('conflict', 'official_amount_changed');

/** Fields of a form that cannot be right. */
export const officialFields = (fields: readonly string[]): Refusal =>
  new Refusal(
    'invalid',
    'official_fields',
    {},
    fields.map((field) => ({ field, code: `official_${field}` })),
  );
