import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { Files } from '../../../platform/files/files.js';
import type { Project } from '../../../projects/project.entity.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../../projects/project-updates.queries.js';
import { ProjectUpdates, type SeenUpdate } from '../../../projects/project-updates.service.js';
import { type MultipartForm, readMultipart } from '../../ui/multipart-form.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { DeskProjects } from '../projects/desk-projects.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { formOf, inputFrom, type UpdateForm } from './update-form.js';
import { updateFormPage, updatePage, updatesPage } from './updates.pages.js';

const READERS = ['editor', 'clerk', 'approver', 'supervisor', 'administrator', 'partner-manager'] as const;
const PAGE = 20;
type Problems = readonly { field: string; text: string }[];

/** What a project tells: drafts, publishing, correcting, withdrawing. */
@Controller('console/:organization/projects/:project/updates')
export class ProjectUpdatesController {
  constructor(
    private readonly updates: ProjectUpdates,
    private readonly queries: ProjectUpdatesQueries,
    private readonly desks: DeskProjects,
    private readonly files: Files,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff(...READERS)
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Query('page') page?: string,
  ): Promise<VNode> {
    const { project } = await this.desks.project(desk, key);
    const [, rows] = await this.queries.ofProject(project.id, 0, 1);
    const paging = pagingOf(rows, PAGE, page);
    const [updates] = await this.queries.ofProject(project.id, paging.window.skip, paging.window.limit);
    return updatesPage(desk, { project, updates, paging });
  }

  @Staff('editor')
  @Get('new')
  async showNew(@AtConsole() desk: Desk, @Param('project') key: string): Promise<VNode> {
    const { project } = await this.desks.project(desk, key);
    return updateFormPage(desk, { project, update: null, form: {}, problems: [] });
  }

  @Staff('editor')
  @Post()
  async create(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project } = await this.desks.project(desk, key);
    const sent = await readMultipart(request);
    try {
      const id = await this.updates.create(desk.staff, project.id, inputFrom(sent));
      return this.lead(desk, project, id, 'updateSaved', reply);
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return updateFormPage(desk, { project, update: null, form: sent.texts, problems });
    }
  }

  @Staff(...READERS)
  @Get(':update')
  async show(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const { project, update } = await this.find(desk, key, updateKey);
    return this.page(desk, project, update, {}, [], done);
  }

  @Staff(...READERS)
  @Get(':update/picture')
  async picture(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { update } = await this.find(desk, key, updateKey);
    const file = update.pictureFileId === null ? null : await this.files.find(update.pictureFileId);
    if (!file) throw new Refusal('not_found', 'not_found');
    void reply.type(file.contentType);
    return file.bytes;
  }

  @Staff('editor')
  @Get(':update/edit')
  async showEdit(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
  ): Promise<VNode> {
    const { project, update } = await this.find(desk, key, updateKey);
    return updateFormPage(desk, { project, update, form: formOf(update), problems: [] });
  }

  /** A draft is changed; what was published gets a corrected wording with its note. */
  @Staff('editor')
  @Post(':update')
  async edit(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project, update } = await this.find(desk, key, updateKey);
    const sent = await readMultipart(request);
    const isDraft = update.state === 'draft';
    try {
      const seen = seenIn(update, sent);
      if (isDraft) await this.updates.edit(desk.staff, seen, inputFrom(sent));
      else await this.updates.correct(desk.staff, seen, inputFrom(sent), noteIn(sent.texts));
      return this.lead(desk, project, update.id, isDraft ? 'updateSaved' : 'updateCorrected', reply);
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return updateFormPage(desk, { project, update, form: sent.texts, problems });
    }
  }

  /** Publishing, withdrawing or throwing away, as the button says. */
  @Staff('editor')
  @Post(':update/steps')
  async step(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project, update } = await this.find(desk, key, updateKey);
    const sent = await readMultipart(request);
    const seen = seenIn(update, sent);
    try {
      switch (sent.texts.step) {
        case 'publish':
          await this.updates.publish(desk.staff, seen);
          return this.lead(desk, project, update.id, 'updatePublished', reply);
        case 'withdraw':
          await this.updates.withdraw(desk.staff, seen, noteIn(sent.texts));
          return this.lead(desk, project, update.id, 'updateWithdrawn', reply);
        case 'discard':
          await this.updates.discard(desk.staff, seen);
          void reply.redirect(`${at(desk, `/projects/${key}/updates`)}?done=updateDiscarded`, 303);
          return undefined;
        default:
          throw new Refusal('not_found', 'not_found');
      }
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, project, (await this.queries.byId(update.id)) ?? update, sent.texts, problems);
    }
  }

  /** @throws Refusal not_found for none, for another project's and another organization's alike. */
  private async find(
    desk: Desk,
    key: string,
    updateKey: string,
  ): Promise<{ project: Project; update: ProjectUpdate }> {
    const { project } = await this.desks.project(desk, key);
    const id = withoutPrefix('upd', updateKey);
    const update = id === null ? null : await this.queries.byId(id);
    if (update?.projectId !== project.id) throw new Refusal('not_found', 'not_found');
    return { project, update };
  }

  private async page(
    desk: Desk,
    project: Project,
    update: ProjectUpdate,
    form: UpdateForm,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const trail = await this.trail.ofSubject(desk.organization.id, 'project_update', update.id);
    return updatePage(desk, { project, update, trail, form, problems, done });
  }

  private lead(desk: Desk, project: Project, id: string, done: string, reply: FastifyReply): undefined {
    const path = `/projects/${withPrefix('prj', project.id)}/updates/${withPrefix('upd', id)}`;
    void reply.redirect(`${at(desk, path)}?done=${done}`, 303);
    return undefined;
  }
}

function seenIn({ id }: ProjectUpdate, { texts }: MultipartForm): SeenUpdate {
  return { id, version: Number(texts.version ?? 0) };
}

function noteIn(texts: UpdateForm): { noteZh: string; noteEn: string } {
  return { noteZh: texts.noteZh ?? '', noteEn: texts.noteEn ?? '' };
}
