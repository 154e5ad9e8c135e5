import { type FieldProblem, Refusal } from '../kernel/errors.js';

/** There is no such update (or the asker may not know of it). */
export const noSuchUpdate = (): Refusal => new Refusal('not_found', 'no_such_update');

/** Some fields cannot be stored, or published, as they are. */
export const invalidUpdate = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'update_invalid', {}, fields);

/** Somebody else changed the update since this editor opened it. */
export const updateChangedMeanwhile = (): Refusal => new Refusal('conflict', 'update_changed_meanwhile');

/** The update is in a state that does not allow this step. */
export const updateMovedOn = (state: string): Refusal =>
  new Refusal('conflict', 'update_moved_on', { state });

/** A project that the public cannot see has nobody to tell anything. */
export const projectNotPublic = (): Refusal => new Refusal('conflict', 'update_project_not_public');

/** A correction that corrects nothing. */
export const nothingCorrected = (): Refusal =>
  new Refusal('invalid', 'update_invalid', {}, [{ field: 'textZh', code: 'unchanged' }]);

/** The time at which an update is to publish itself: one in the future, within a year. */
export const scheduleRefused = (): Refusal =>
  new Refusal('invalid', 'update_invalid', {}, [{ field: 'publishAt', code: 'not_in_the_year_ahead' }]);
