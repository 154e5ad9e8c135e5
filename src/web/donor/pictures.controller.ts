import { Controller, Get, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import { withoutPrefix } from '../../kernel/ids.js';
import { Files } from '../../platform/files/files.js';
import { Public } from '../../platform/http/public.js';
import { ProjectUpdatesQueries } from '../../projects/project-updates.queries.js';
import { ProjectsQueries } from '../../projects/projects.queries.js';

/** Pictures of public projects and their updates. The file store holds receipts too: a file is shown only as one of these. */
@Controller('projects')
export class PicturesController {
  constructor(
    private readonly projects: ProjectsQueries,
    private readonly updates: ProjectUpdatesQueries,
    private readonly files: Files,
  ) {}

  /**
   * The address holds the file's id, and files never change: a project's may be kept for ever. An update can be
   * withdrawn, and then its pictures are asked for in vain.
   */
  @Public()
  @Get(':slug/picture/:file')
  async show(
    @Param('slug') slug: string,
    @Param('file') file: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const id = withoutPrefix('fil', file);
    const project = id && (await this.projects.publicBySlug(slug));
    if (!id || !project) throw new Refusal('not_found', 'not_found');
    const isProjects = project.pictureFileId === id;
    if (!isProjects && !(await this.updates.showsPicture(project.id, id)))
      throw new Refusal('not_found', 'not_found');
    const { bytes, contentType, sha256 } = await this.files.read(id);
    void reply
      .header('Cache-Control', isProjects ? 'public, max-age=31536000, immutable' : 'public, max-age=86400')
      .header('ETag', `"${sha256.slice(0, 32)}"`)
      .header('Cross-Origin-Resource-Policy', 'cross-origin')
      // An SVG opened by itself is a document: nothing in it may run or load.
      .header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox")
      .type(contentType)
      .send(bytes);
  }
}
