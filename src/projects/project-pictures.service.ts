import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { fittedPicture } from './fitted-picture.js';
import { Project } from './project.entity.js';
import type { PictureFile } from './project-picture.js';
import { type Actor, ProjectTrail } from './project-trail.service.js';
import { invalidProject, noSuchProject } from './projects.errors.js';

/** A picture with what it shows, for those who cannot see it. */
export interface NewPicture extends PictureFile {
  readonly altZh: string;
  readonly altEn: string;
}

/** The pictures of projects. A new picture is a new file: pages that show the old one keep showing it. */
@Injectable()
export class ProjectPictures {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly trail: ProjectTrail,
  ) {}

  /**
   * Gives a project its picture, in any state; the version grows by one.
   * @throws Refusal not_found · invalid: no description, no picture of the kind it says, unreadable, larger than 15 MiB.
   */
  async set(actor: Actor, id: string, picture: NewPicture): Promise<void> {
    const { altZh, altEn } = picture;
    if (altZh.trim() === '') throw invalidProject([{ field: 'pictureAltZh', code: 'empty' }]);
    const fitted = await fittedPicture(picture);
    if (fitted.problem) throw invalidProject([fitted.problem]);
    const { name, contentType, bytes } = fitted.picture;
    await this.database.inTransaction(async (tx) => {
      const project = await tx.findOne(Project, { where: { id }, lock: { mode: 'pessimistic_write' } });
      if (!project) throw noSuchProject();
      const { organizationId, pictureFileId, pictureAltZh, pictureAltEn, version } = project;
      const fileId = await this.files.store(tx, { organizationId, name, contentType, bytes });
      const after = { pictureFileId: fileId, pictureAltZh: altZh, pictureAltEn: altEn };
      await tx.update(Project, { id }, { ...after, version: version + 1 });
      const before = { pictureFileId, pictureAltZh, pictureAltEn };
      await this.trail.record(tx, actor, 'project.edited', project, before, after);
    });
    this.trail.announce();
  }
}
