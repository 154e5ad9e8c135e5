import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { ProjectPresets } from '../../../projects/project-presets.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskProjects } from '../projects/desk-projects.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { linesOf, presetsFrom, typedLines } from './preset-form.js';
import { presetsPage } from './presets.page.js';

/** The amounts that a project's donate form offers. */
@Controller('console/:organization/projects/:project/presets')
export class ProjectPresetsController {
  constructor(
    private readonly presets: ProjectPresets,
    private readonly desks: DeskProjects,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('editor')
  @Get()
  async show(@AtConsole() desk: Desk, @Param('project') key: string): Promise<VNode> {
    const { project } = await this.desks.project(desk, key);
    const lines = linesOf(await this.presets.ofProject(project.id), project.currency);
    return presetsPage(desk, { project, version: project.version, lines, problems: [] });
  }

  @Staff('editor')
  @Post()
  async set(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { project } = await this.desks.project(desk, key);
    const lines = typedLines(fields ?? {});
    // A form without a version was not made by our page; version 0 is never the present one.
    const version = /^\d{1,9}$/.test(typed(fields ?? {}, 'version')) ? Number(typed(fields, 'version')) : 0;
    try {
      const { presets, problems } = presetsFrom(lines, project.currency);
      if (problems.length > 0) throw new Refusal('invalid', 'project_invalid', {}, problems);
      await this.presets.set(desk.staff, project.id, version, presets);
      void reply.redirect(`${at(desk, `/projects/${key}`)}?done=edited`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return presetsPage(desk, { project, version, lines, problems });
    }
  }
}
