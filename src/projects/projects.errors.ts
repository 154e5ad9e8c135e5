import { type FieldProblem, Refusal } from '../kernel/errors.js';
import type { PublishingObstacle } from './project.js';

/** There is no such project (or the asker may not know of it). */
export const noSuchProject = (): Refusal => new Refusal('not_found', 'no_such_project');

/** Some fields cannot be stored as they are. */
export const invalidProject = (fields: readonly FieldProblem[]): Refusal =>
  new Refusal('invalid', 'project_invalid', {}, fields);

/** Another project has this slug already. */
export const slugTaken = (slug: string): Refusal =>
  new Refusal('conflict', 'slug_taken', { slug }, [{ field: 'slug', code: 'slug_taken', params: { slug } }]);

/** Somebody else changed the project since this editor opened it. */
export const changedMeanwhile = (): Refusal => new Refusal('conflict', 'project_changed_meanwhile');

/** The law's gates or our own rules hold publishing back; each obstacle stands in `fields` under its code. */
export const notPublishable = (obstacles: readonly PublishingObstacle[]): Refusal =>
  new Refusal(
    'conflict',
    'project_not_publishable',
    { obstacles: obstacles.join(' ') },
    obstacles.map((code) => ({ field: FIELD_OF[code], code })),
  );

/** The transition table has no such step: only a published project can be closed. */
export const notClosable = (state: string): Refusal =>
  new Refusal('conflict', 'project_not_closable', { state });

const FIELD_OF: Readonly<Record<PublishingObstacle, string>> = {
  not_a_draft: 'state',
  no_valid_certificate: 'organization',
  no_filing_number: 'filingNo',
  filing_overdue: 'filingNo',
  period_over: 'endsOn',
  no_name: 'nameZh',
  no_summary: 'summaryZh',
  no_story: 'storyZh',
  picture_without_description: 'pictureAltZh',
};
