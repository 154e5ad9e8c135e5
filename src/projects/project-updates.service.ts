import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { type FittedPicture, fittedPicture } from './fitted-picture.js';
import { Project } from './project.entity.js';
import type { PictureFile } from './project-picture.js';
import type { Actor } from './project-trail.service.js';
import { ProjectUpdate } from './project-update.entity.js';
import {
  noteProblems,
  tidyFields,
  tidyNote,
  type UpdateFields,
  type UpdateNote,
  updateProblems,
} from './project-update.js';
import {
  lockedUpdate,
  ProjectUpdatePublication,
  type SeenUpdate,
} from './project-update-publication.service.js';
import { ProjectUpdateTrail } from './project-update-trail.service.js';
import { invalidUpdate, noSuchUpdate, nothingCorrected, updateMovedOn } from './project-updates.errors.js';

export type { SeenUpdate } from './project-update-publication.service.js';

/** What an editor sends: the texts, and a picture when a new one was chosen. */
export interface UpdateInput extends UpdateFields {
  readonly picture?: PictureFile | null;
  readonly removePicture?: boolean;
}

/** Whether a wording is mailed to the givers who agreed to that; not unless somebody says so. */
export interface Mailing {
  readonly withMail?: boolean;
}

/**
 * Use cases of what projects tell their donors. Once published, a wording is public for good: it is corrected by a
 * further one that says what was corrected, or withdrawn with a note. Each step leaves an audit event.
 */
@Injectable()
export class ProjectUpdates {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly clock: Clock,
    private readonly trail: ProjectUpdateTrail,
    private readonly publication: ProjectUpdatePublication,
  ) {}

  /** Makes a draft and returns its id. @throws Refusal not_found · invalid `update_invalid`. */
  async create(actor: Actor, projectId: string, sent: UpdateInput): Promise<string> {
    const input = await fitted(sent);
    const fields = usable(input, null, false);
    return this.database.inTransaction(async (tx) => {
      const project = await tx.findOneBy(Project, { id: projectId });
      if (!project) throw noSuchUpdate();
      const { organizationId } = project;
      const id = newId();
      const pictureFileId = await this.pictureOf(tx, { organizationId, pictureFileId: null }, input);
      const update = { ...fields, id, organizationId, projectId, pictureFileId };
      await tx.insert(ProjectUpdate, {
        ...update,
        ...{ state: 'draft', revision: 0, version: 1, createdAt: this.clock.now() },
      });
      await this.trail.record(tx, actor, 'update.created', update, { title: fields.titleZh });
      return id;
    });
  }

  /** Changes a draft. @throws Refusal not_found · invalid · conflict `update_changed_meanwhile`, `update_moved_on`. */
  async edit(actor: Actor, seen: SeenUpdate, sent: UpdateInput): Promise<void> {
    const input = await fitted(sent);
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, 'draft');
      const fields = usable(input, update, false);
      const pictureFileId = await this.pictureOf(tx, update, input);
      const version = update.version + 1;
      await tx.update(ProjectUpdate, { id: update.id }, { ...fields, pictureFileId, version });
      await this.trail.record(tx, actor, 'update.edited', update, { title: fields.titleZh });
    });
  }

  /** Throws a draft away. @throws Refusal not_found · conflict. */
  async discard(actor: Actor, seen: SeenUpdate): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, 'draft');
      await tx.delete(ProjectUpdate, { id: update.id });
      await this.trail.record(tx, actor, 'update.discarded', update, { title: update.titleZh });
    });
  }

  /**
   * Shows a draft to everybody, under the next number of its project; it may have been scheduled for later.
   * @throws Refusal not_found · invalid `update_invalid` · conflict, `update_project_not_public` too.
   */
  async publish(actor: Actor, seen: SeenUpdate, { withMail = false }: Mailing = {}): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, 'published');
      await this.publication.publish(tx, actor, { ...update, withMail });
    });
    this.trail.announce();
  }

  /**
   * Publishes a corrected wording with a note that says what was corrected. The earlier ones stay readable.
   * @throws Refusal not_found · invalid `update_invalid` · conflict.
   */
  async correct(
    actor: Actor,
    seen: SeenUpdate,
    sent: UpdateInput,
    said: UpdateNote,
    { withMail = false }: Mailing = {},
  ): Promise<void> {
    const note = tidyNote(said);
    const input = await fitted(sent);
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, null);
      if (update.state !== 'published') throw updateMovedOn(update.state);
      const fields = usable(input, update, true, note);
      const pictureFileId = await this.pictureOf(tx, update, input);
      if (pictureFileId === update.pictureFileId && isSame(fields, update)) throw nothingCorrected();
      const [revision, version] = [update.revision + 1, update.version + 1];
      const change = { ...fields, pictureFileId, revision, version, withMail, revisedAt: this.clock.now() };
      await tx.update(ProjectUpdate, { id: update.id }, change);
      await this.trail.publish(tx, actor, { ...update, ...change }, note);
    });
    this.trail.announce();
  }

  /** Takes an update out of all lists; its address says why. @throws Refusal not_found · invalid · conflict. */
  async withdraw(actor: Actor, seen: SeenUpdate, said: UpdateNote): Promise<void> {
    const note = tidyNote(said);
    const problems = noteProblems(note);
    if (problems.length > 0) throw invalidUpdate(problems);
    await this.database.inTransaction(async (tx) => {
      const update = await lockedUpdate(tx, seen, 'withdrawn');
      await tx.update(
        ProjectUpdate,
        { id: update.id },
        {
          ...{ state: 'withdrawn', version: update.version + 1, withdrawnAt: this.clock.now() },
          ...{ withdrawnNoteZh: note.noteZh, withdrawnNoteEn: note.noteEn },
        },
      );
      await this.trail.withdraw(tx, actor, update, note);
    });
    this.trail.announce();
  }

  private async pictureOf(
    tx: Tx,
    { organizationId, pictureFileId }: Pick<ProjectUpdate, 'organizationId' | 'pictureFileId'>,
    { picture, removePicture }: FittedInput,
  ): Promise<string | null> {
    if (picture) return this.files.store(tx, { organizationId, ...picture });
    return removePicture ? null : pictureFileId;
  }
}

/** What was sent, with its picture in the size in which it is stored. */
type FittedInput = Omit<UpdateInput, 'picture'> & {
  readonly picture: PictureFile | null;
  readonly pictureProblem: FittedPicture['problem'];
};

async function fitted(input: UpdateInput): Promise<FittedInput> {
  if (!input.picture) return { ...input, picture: null, pictureProblem: null };
  const { picture, problem } = await fittedPicture(input.picture);
  return { ...input, picture, pictureProblem: problem };
}

/** The fields as they are kept. @throws Refusal invalid `update_invalid` naming each that cannot be. */
function usable(
  input: FittedInput,
  before: Pick<ProjectUpdate, 'pictureFileId'> | null,
  isPublic: boolean,
  note?: UpdateNote,
): UpdateFields {
  const fields = tidyFields(input);
  const hasPicture =
    Boolean(input.picture ?? input.pictureProblem) ||
    (!input.removePicture && Boolean(before?.pictureFileId));
  const problems = [
    ...updateProblems(fields, { isPublic, hasPicture }),
    ...(input.pictureProblem ? [input.pictureProblem] : []),
    ...(note ? noteProblems(note) : []),
  ];
  if (problems.length > 0) throw invalidUpdate(problems);
  return fields;
}

function isSame(fields: UpdateFields, update: ProjectUpdate): boolean {
  return (Object.keys(fields) as (keyof UpdateFields)[]).every((name) => fields[name] === update[name]);
}
