import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withPrefix } from '../../../kernel/ids.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import type { Project } from '../../../projects/project.entity.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Projects } from '../../../projects/projects.service.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskProjects } from './desk-projects.js';
import { fieldsFrom, formOf, type ProjectForm, typedForm } from './project-form.js';
import { type Problems, projectFormPage } from './project-form.page.js';
import { projectsPage } from './projects.page.js';
import { RaisedQueries } from './raised.queries.js';

const NEW_FORM: ProjectForm = { currency: 'CNY' };

/** Projects: the list, making one, changing one. */
@Controller('console/:organization/projects')
export class ProjectsController {
  constructor(
    private readonly projects: Projects,
    private readonly queries: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly raised: RaisedQueries,
    private readonly desks: DeskProjects,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('editor', 'clerk', 'approver', 'supervisor', 'administrator', 'partner-manager')
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    const { id } = desk.organization;
    return projectsPage(desk, {
      projects: await this.queries.ofOrganization([id]),
      raised: await this.raised.ofOrganization(id),
    });
  }

  @Staff('editor')
  @Get('new')
  showNew(@AtConsole() desk: Desk): Promise<VNode> {
    return this.form(desk, null, NEW_FORM, []);
  }

  @Staff('editor')
  @Post()
  async create(
    @AtConsole() desk: Desk,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const form = typedForm((await readMultipart(request)).texts);
    const currency = form.currency ?? 'CNY';
    try {
      const fields = this.read(form, currency);
      const { id } = desk.organization;
      const project = await this.projects.create(desk.staff, { ...fields, organizationId: id, currency });
      void reply.redirect(`${at(desk, `/projects/${withPrefix('prj', project)}`)}?done=created`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, null, form, this.refusals.fields(error, desk, reply));
    }
  }

  @Staff('editor')
  @Get(':project/edit')
  async showEdit(@AtConsole() desk: Desk, @Param('project') key: string): Promise<VNode> {
    const { project } = await this.desks.project(desk, key);
    return this.form(desk, project, formOf(project), []);
  }

  @Staff('editor')
  @Post(':project')
  async edit(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project } = await this.desks.project(desk, key);
    const form = typedForm((await readMultipart(request)).texts);
    try {
      const { pictureAltZh, pictureAltEn, ...fields } = this.read(form, project.currency);
      const alt = project.pictureFileId === null ? {} : { pictureAltZh, pictureAltEn };
      await this.projects.edit(desk.staff, project.id, versionOf(form), { ...fields, ...alt });
      void reply.redirect(`${at(desk, `/projects/${key}`)}?done=edited`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, project, form, this.refusals.fields(error, desk, reply));
    }
  }

  private read(form: ProjectForm, currency: string) {
    const { fields, problems } = fieldsFrom(form, currency);
    if (problems.length > 0) throw new Refusal('invalid', 'project_invalid', {}, problems);
    return fields;
  }

  private async form(
    desk: Desk,
    project: Project | null,
    form: ProjectForm,
    problems: Problems,
  ): Promise<VNode> {
    const chapters = await this.organizations.chaptersOf(desk.organization.id);
    return projectFormPage(desk, { project, form, chapters, problems });
  }
}

/** A form without a version was not made by our page; version 0 is never the present one. */
function versionOf({ version }: ProjectForm): number {
  return /^\d{1,9}$/.test(version ?? '') ? Number(version) : 0;
}
