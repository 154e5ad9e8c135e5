import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import type { UseChange } from '../../../disbursements/use-change.entity.js';
import {
  costCodesOf,
  purposeKindsOf,
  UseChangesQueries,
} from '../../../disbursements/use-changes.queries.js';
import { type UseChangeForm, UseChanges } from '../../../disbursements/use-changes.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { randomText, withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import type { Project } from '../../../projects/project.entity.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type TypedUse, useFormPage } from './use-form.page.js';
import { usePage, usesPage } from './uses.pages.js';

const READERS = ['clerk', 'editor', 'approver', 'supervisor'] as const;
const FORM_KEY_BYTES = 18;
const NAMES = [
  'areas_zh',
  'areas_en',
  'uses_from',
  'uses_until',
  'text_zh',
  'text_en',
  'reason_zh',
  'reason_en',
  'filing_record_no',
  'filed_on',
  'form_key',
  'project',
] as const;
const TEXT_MAX = 4_000;

/** What projects' money may be used for: the plan as filed, and its changes. */
@Controller('console/:organization/uses')
export class UsesController {
  constructor(
    private readonly uses: UseChanges,
    private readonly queries: UseChangesQueries,
    private readonly projects: ProjectsQueries,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff(...READERS)
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    const { id } = desk.organization;
    const projects = await this.projects.ofOrganization([id]);
    const uses = await this.queries.ofOrganization(id);
    return usesPage(desk, {
      projects,
      current: await this.queries.currentOf(projects.map((each) => each.id)),
      uses,
      names: await this.staff.names(uses.flatMap(({ requestedBy }) => requestedBy ?? [])),
    });
  }

  /** The form, filled with what counts now. */
  @Staff('clerk', 'editor')
  @Get('new')
  async showNew(@AtConsole() desk: Desk, @Query('project') key?: string): Promise<VNode> {
    // Without a project, the list of all is where one is chosen.
    if (key === undefined) return this.list(desk);
    const project = await this.project(desk, typeof key === 'string' ? key : '');
    const current = await this.queries.current(project.id);
    return useFormPage(desk, {
      project,
      isChange: isChange(project, current),
      form: formOf(current),
      problems: [],
    });
  }

  @Staff('clerk', 'editor')
  @Post()
  async request(
    @AtConsole() desk: Desk,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const typed = typedUse(body);
    const project = await this.chosen(desk, typed.texts.project ?? '');
    const { id: organizationId } = desk.organization;
    const form = useForm(project.id, typed);
    try {
      if (project.state === 'draft') {
        await this.uses.writePlan(desk.staff, organizationId, form);
        void reply.redirect(`${at(desk, '/uses')}?done=usePlanned`, 303);
      } else {
        const id = await this.uses.request(desk.staff, organizationId, form);
        void reply.redirect(`${at(desk, `/uses/${withPrefix('use', id)}`)}?done=requested`, 303);
      }
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      const current = await this.queries.current(project.id);
      return useFormPage(desk, { project, isChange: isChange(project, current), form: typed, problems });
    }
  }

  @Staff(...READERS)
  @Get(':use')
  async show(
    @AtConsole() desk: Desk,
    @Param('use') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const use = await this.find(desk, key);
    return usePage(desk, {
      use,
      project: await this.projects.byId(use.projectId),
      names: await this.staff.names(use.requestedBy ? [use.requestedBy] : []),
      trail: await this.trail.ofSubject(desk.organization.id, 'use_change', use.id),
      done,
    });
  }

  @Staff('clerk', 'editor')
  @Post(':use/cancellation')
  async cancel(
    @AtConsole() desk: Desk,
    @Param('use') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { id } = await this.find(desk, key);
    await this.uses.cancel(desk.staff, desk.organization.id, id);
    void reply.redirect(`${at(desk, `/uses/${key}`)}?done=withdrawn`, 303);
  }

  /** @throws Refusal not_found for none and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<UseChange> {
    const id = withoutPrefix('use', key);
    const found = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }

  /** @throws Refusal invalid for no project, and for another organization's alike. */
  private async chosen(desk: Desk, key: string): Promise<Project> {
    const id = withoutPrefix('prj', key);
    const found = id === null ? null : await this.projects.byId(id);
    if (found?.organizationId === desk.organization.id) return found;
    throw new Refusal('invalid', 'use_change_invalid', {}, [{ field: 'project', code: 'invalid' }]);
  }

  /** @throws Refusal not_found as `find`. */
  private async project(desk: Desk, key: string): Promise<Project> {
    const id = withoutPrefix('prj', key);
    const found = id === null ? null : await this.projects.byId(id);
    if (found?.organizationId !== desk.organization.id) throw new Refusal('not_found', 'not_found');
    return found;
  }
}

/** A draft's plan is written over; what is public is changed. */
function isChange(project: Project, current: UseChange | null): boolean {
  return current !== null && project.state !== 'draft';
}

function formOf(current: UseChange | null): TypedUse {
  const form_key = randomText(FORM_KEY_BYTES);
  if (!current) return { purpose_kinds: [], cost_codes: [], texts: { form_key } };
  return {
    purpose_kinds: purposeKindsOf(current),
    cost_codes: costCodesOf(current),
    texts: {
      areas_zh: current.areasZh,
      areas_en: current.areasEn,
      uses_from: current.usesFrom ?? '',
      uses_until: current.usesUntil ?? '',
      text_zh: current.textZh,
      text_en: current.textEn,
      form_key,
    },
  };
}

/** What a browser sends: one ticked box is a text, several are a list. */
function typedUse(body: unknown): TypedUse {
  const sent: Readonly<Record<string, unknown>> =
    typeof body === 'object' && body !== null ? { ...body } : {};
  const list = (name: string): string[] =>
    [sent[name] ?? []].flat().filter((each): each is string => typeof each === 'string');
  const texts = NAMES.map((name) => {
    const value = sent[name];
    return [name, typeof value === 'string' ? value.slice(0, TEXT_MAX) : ''];
  });
  return {
    purpose_kinds: list('purpose_kinds'),
    cost_codes: list('cost_codes'),
    texts: Object.fromEntries(texts),
  };
}

function useForm(projectId: string, { purpose_kinds, cost_codes, texts }: TypedUse): UseChangeForm {
  const text = (name: (typeof NAMES)[number]) => texts[name] ?? '';
  return {
    projectId,
    purposeKinds: purpose_kinds,
    costCodes: cost_codes,
    areasZh: text('areas_zh'),
    areasEn: text('areas_en'),
    usesFrom: text('uses_from'),
    usesUntil: text('uses_until'),
    textZh: text('text_zh'),
    textEn: text('text_en'),
    reasonZh: text('reason_zh'),
    reasonEn: text('reason_en'),
    filingRecordNo: text('filing_record_no'),
    filedOn: text('filed_on'),
    formKey: text('form_key'),
  };
}
