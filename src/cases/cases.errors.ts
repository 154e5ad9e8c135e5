import { Refusal } from '../kernel/errors.js';

/** There is no such case here. */
export const caseNotFound = (): Refusal => new Refusal('not_found', 'case_not_found');

/** It was closed, perhaps by somebody else a moment ago. */
export const caseClosed = (): Refusal => new Refusal('conflict', 'case_closed');

/** A field of one of a case's forms. */
export const caseFieldRefused = (field: string, code: string): Refusal =>
  new Refusal('invalid', code, {}, [{ field, code }]);
