import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Files } from '../../../platform/files/files.js';
import { ProjectPictures } from '../../../projects/project-pictures.service.js';
import { Projects } from '../../../projects/projects.service.js';
import { ProjectPreviews } from '../../donor/project-previews.service.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { DeskProjects } from './desk-projects.js';
import { pictureFrom } from './picture-form.js';
import { previewNote } from './preview-note.page.js';
import { closingPage, projectPage } from './project.page.js';
import type { Problems } from './project-form.page.js';

const READERS = ['editor', 'clerk', 'approver', 'supervisor', 'administrator', 'partner-manager'] as const;

/** One project: its page, preview and picture; publishing and closing it. */
@Controller('console/:organization/projects/:project')
export class ProjectController {
  constructor(
    private readonly projects: Projects,
    private readonly pictures: ProjectPictures,
    private readonly files: Files,
    private readonly trail: TrailQueries,
    private readonly desks: DeskProjects,
    private readonly refusals: FormRefusals,
    private readonly previews: ProjectPreviews,
  ) {}

  @Staff(...READERS)
  @Get()
  show(@AtConsole() desk: Desk, @Param('project') key: string, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, key, [], done);
  }

  @Staff(...READERS)
  @Get('preview')
  async preview(@AtConsole() desk: Desk, @Param('project') key: string): Promise<VNode> {
    const preview = await this.desks.project(desk, key);
    const { locale, url } = desk;
    return this.previews.page(preview, {
      locale,
      url,
      picture: at(desk, `/projects/${key}/picture?v=${preview.project.version}`),
      note: previewNote(desk, preview.project),
    });
  }

  @Staff(...READERS)
  @Get('picture')
  async picture(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { project } = await this.desks.project(desk, key);
    const file = project.pictureFileId === null ? null : await this.files.find(project.pictureFileId);
    if (!file) throw new Refusal('not_found', 'not_found');
    void reply.type(file.contentType);
    return file.bytes;
  }

  @Staff('editor')
  @Post('picture')
  async upload(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project } = await this.desks.project(desk, key);
    try {
      await this.pictures.set(desk.staff, project.id, pictureFrom(await readMultipart(request)));
      void reply.redirect(`${at(desk, `/projects/${key}`)}?done=pictured`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, key, this.refusals.fields(error, desk, reply));
    }
  }

  @Staff('editor')
  @Post('publication')
  async publish(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project } = await this.desks.project(desk, key);
    try {
      await this.projects.publish(desk.staff, project.id);
      void reply.redirect(`${at(desk, `/projects/${key}`)}?done=published`, 303);
      return undefined;
    } catch (error) {
      // The page itself lists every obstacle with what to do; the refusal gives the status alone.
      this.refusals.fields(error, desk, reply);
      return this.page(desk, key, []);
    }
  }

  @Staff('editor')
  @Get('closing')
  async askClosing(@AtConsole() desk: Desk, @Param('project') key: string): Promise<VNode> {
    return closingPage(desk, await this.desks.project(desk, key));
  }

  @Staff('editor')
  @Post('closing')
  async close(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { project } = await this.desks.project(desk, key);
    await this.projects.close(desk.staff, project.id);
    void reply.redirect(`${at(desk, `/projects/${key}`)}?done=closed`, 303);
  }

  private async page(desk: Desk, key: string, problems: Problems, done?: string): Promise<VNode> {
    const preview = await this.desks.project(desk, key);
    const trail = await this.trail.ofSubject(desk.organization.id, 'project', preview.project.id);
    return projectPage(desk, { preview, trail, problems, done });
  }
}
