import { Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { GiverMailingsQueries } from '../../../donations/giver-mailings.queries.js';
import { Refusal } from '../../../kernel/errors.js';
import { withPrefix } from '../../../kernel/ids.js';
import { localInstant } from '../../../kernel/local-time.js';
import { Files } from '../../../platform/files/files.js';
import { hasEnded, LongWorkQueries } from '../../../platform/long-work/long-work.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import type { ProjectUpdate } from '../../../projects/project-update.entity.js';
import { ProjectUpdatesQueries } from '../../../projects/project-updates.queries.js';
import { ProjectUpdates, type SeenUpdate } from '../../../projects/project-updates.service.js';
import { ScheduledUpdates } from '../../../projects/scheduled-updates.service.js';
import { SilentProjects } from '../../../projects/silent-projects.service.js';
import { type MultipartForm, readMultipart } from '../../ui/multipart-form.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { DeskProjects } from '../projects/desk-projects.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { DeskUpdates } from './desk-updates.js';
import type { ShownMailing } from './mailings-section.js';
import { formOf, inputFrom, type UpdateForm } from './update-form.js';
import { updateFormPage, updatePage, updatesPage } from './updates.pages.js';

const READERS = ['editor', 'clerk', 'approver', 'supervisor', 'administrator', 'partner-manager'] as const;
const PAGE = 20;
/** Mails that did not arrive, on an update's page. */
const FAILURES_SHOWN = 50;
const NOBODY = { all: 0, english: 0 };
type Problems = readonly { field: string; text: string }[];

/** What a project tells: drafts, publishing, correcting, withdrawing. */
@Controller('console/:organization/projects/:project/updates')
export class ProjectUpdatesController {
  constructor(
    private readonly updates: ProjectUpdates,
    private readonly queries: ProjectUpdatesQueries,
    private readonly desks: DeskProjects,
    private readonly found: DeskUpdates,
    private readonly scheduled: ScheduledUpdates,
    private readonly silent: SilentProjects,
    private readonly mailings: GiverMailingsQueries,
    private readonly works: LongWorkQueries,
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
    @Query('done') done?: string,
  ): Promise<VNode> {
    const { project } = await this.desks.project(desk, key);
    const [, rows] = await this.queries.ofProject(project.id, 0, 1);
    const paging = pagingOf(rows, PAGE, page);
    const [updates] = await this.queries.ofProject(project.id, paging.window.skip, paging.window.limit);
    const silentSince = await this.silent.silentSince(project.id);
    return updatesPage(desk, { project, updates, paging, silentSince, done });
  }

  @Staff('editor')
  @Get('new')
  async showNew(@AtConsole() desk: Desk, @Param('project') key: string): Promise<VNode> {
    const { project } = await this.desks.project(desk, key);
    return updateFormPage(desk, { project, update: null, form: {}, problems: [], audience: NOBODY });
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
      return updateFormPage(desk, { project, update: null, form: sent.texts, problems, audience: NOBODY });
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
    const { project, update } = await this.found.find(desk, key, updateKey);
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
    const { update } = await this.found.find(desk, key, updateKey);
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
    const { project, update } = await this.found.find(desk, key, updateKey);
    const audience = await this.mailings.audienceOf(project.id);
    return updateFormPage(desk, { project, update, form: formOf(update), problems: [], audience });
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
    const { project, update } = await this.found.find(desk, key, updateKey);
    const sent = await readMultipart(request);
    const isDraft = update.state === 'draft';
    try {
      const seen = seenIn(update, sent);
      if (isDraft) await this.updates.edit(desk.staff, seen, inputFrom(sent));
      else await this.updates.correct(desk.staff, seen, inputFrom(sent), noteIn(sent.texts), mailingIn(sent));
      return this.lead(desk, project, update.id, isDraft ? 'updateSaved' : 'updateCorrected', reply);
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      const audience = await this.mailings.audienceOf(project.id);
      return updateFormPage(desk, { project, update, form: sent.texts, problems, audience });
    }
  }

  /** Publishing now or later, withdrawing or throwing away, as the button says. */
  @Staff('editor')
  @Post(':update/steps')
  async step(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project, update } = await this.found.find(desk, key, updateKey);
    const sent = await readMultipart(request);
    const seen = seenIn(update, sent);
    try {
      switch (sent.texts.step) {
        case 'publish':
          await this.updates.publish(desk.staff, seen, mailingIn(sent));
          return this.lead(desk, project, update.id, 'updatePublished', reply);
        case 'schedule':
          await this.scheduled.schedule(desk.staff, seen, {
            ...mailingIn(sent),
            at: timeIn(sent.texts, desk.organization.timeZone),
          });
          return this.lead(desk, project, update.id, 'updateScheduled', reply);
        case 'unschedule':
          await this.scheduled.unschedule(desk.staff, seen);
          return this.lead(desk, project, update.id, 'updateUnscheduled', reply);
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

  private async page(
    desk: Desk,
    project: Project,
    update: ProjectUpdate,
    form: UpdateForm,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const trail = await this.trail.ofSubject(desk.organization.id, 'project_update', update.id);
    const audience = await this.mailings.audienceOf(project.id);
    const mailings = await this.mailingsOf(desk, update);
    return updatePage(desk, { project, update, trail, form, problems, audience, mailings, done });
  }

  private async mailingsOf(desk: Desk, update: ProjectUpdate): Promise<ShownMailing[]> {
    const mailings = await this.mailings.ofUpdate(update.id);
    return Promise.all(
      mailings.map(async (mailing) => {
        const failures = await this.mailings.failuresOf(mailing.id, FAILURES_SHOWN);
        const { state, workId } = mailing;
        const work =
          state === 'writing' && workId !== null ? await this.works.byId(desk.organization.id, workId) : null;
        return { mailing, failures, interrupted: work !== null && hasEnded(work) };
      }),
    );
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

function mailingIn({ texts }: MultipartForm): { withMail: boolean } {
  return { withMail: texts.withMail === '1' };
}

/** @throws Refusal invalid naming `publishAt` when no such time was typed. */
function timeIn({ publishAt = '' }: UpdateForm, timeZone: string): Date {
  const at = localInstant(publishAt, timeZone);
  if (!at) throw new Refusal('invalid', 'update_invalid', {}, [{ field: 'publishAt', code: 'empty' }]);
  return at;
}

function noteIn(texts: UpdateForm): { noteZh: string; noteEn: string } {
  return { noteZh: texts.noteZh ?? '', noteEn: texts.noteEn ?? '' };
}
