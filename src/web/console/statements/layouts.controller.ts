import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import {
  LAYOUT_FIELDS,
  type LayoutColumns,
  type LayoutField,
  type LayoutSource,
  StatementLayouts,
} from '../../../settlements/statement-layouts.service.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { type LayoutFormProps, layoutFormPage } from './layout-form.page.js';
import { layoutSamplePage, layoutsPage } from './layouts.page.js';
import { takeForm } from './upload-form.js';

const SAMPLE_MAX_BYTES = 10 * 1024 * 1024;
/** So many rows travel with the form: enough to see how they will be read. */
const ROWS_SENT = 15;

/** How the columns of banks' and platforms' lists are to be read: said once, with a sample, by a person. */
@Controller('console/:organization/statements/layouts')
export class LayoutsController {
  constructor(
    private readonly layouts: StatementLayouts,
    private readonly staff: StaffQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('done') done?: string): Promise<VNode> {
    const layouts = await this.layouts.ofOrganization(desk.organization.id);
    return layoutsPage(desk, {
      layouts,
      done,
      names: await this.staff.names(layouts.map(({ createdBy }) => createdBy)),
    });
  }

  @Staff('clerk')
  @Get('new')
  showNew(@AtConsole() desk: Desk): VNode {
    return layoutSamplePage(desk, { source: 'bank', problems: [] });
  }

  @Staff('clerk')
  @Post('sample')
  async sample(
    @AtConsole() desk: Desk,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const { texts, taken, error } = await takeForm(request, SAMPLE_MAX_BYTES, (fields, file) =>
      this.layouts.sampleOf(desk.organization.id, sourceOf(fields), file),
    );
    if (taken !== null) {
      const { captions, suggested } = taken;
      const sent = taken.rows.slice(0, ROWS_SENT);
      return this.form(
        desk,
        { source: sourceOf(texts), name: '', rows: sent, captions, columns: suggested },
        [],
      );
    }
    const refused =
      error ??
      new Refusal('invalid', 'statement_layout_invalid', {}, [{ field: 'file', code: 'file_missing' }]);
    const problems = this.refusals.fields(refused, desk, reply);
    return layoutSamplePage(desk, { source: sourceOf(texts), problems });
  }

  @Staff('clerk')
  @Post()
  async save(
    @AtConsole() desk: Desk,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { texts } = await readMultipart(request);
    const form = formOf(texts);
    if (texts.step !== 'save') return this.form(desk, form, []);
    try {
      await this.layouts.create({ staffId: desk.staff.staffId, organizationId: desk.organization.id }, form);
      void reply.redirect(`${at(desk, '/statements/layouts')}?done=layoutSaved`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, form, this.refusals.fields(error, desk, reply));
    }
  }

  private form(
    desk: Desk,
    form: Omit<LayoutFormProps, 'preview' | 'problems'>,
    problems: readonly { field: string; text: string }[],
  ): VNode {
    const { source, columns, rows } = form;
    const preview = this.layouts.previewOf(source, columns, rows, desk.organization.timeZone);
    return layoutFormPage(desk, { ...form, preview, problems });
  }
}

function sourceOf(fields: TypedFields): LayoutSource {
  return fields.source === 'platform' ? 'platform' : 'bank';
}

function formOf(texts: TypedFields): Omit<LayoutFormProps, 'preview' | 'problems'> {
  const source = sourceOf(texts);
  const columns: Partial<Record<LayoutField, string>> = {};
  for (const field of LAYOUT_FIELDS[source]) {
    const caption = typed(texts, field);
    if (caption !== '') columns[field] = caption;
  }
  return {
    ...{ source, name: typed(texts, 'name'), columns: columns as LayoutColumns },
    rows: rowsIn(texts.rows),
    captions: rowsIn(`[${String(texts.captions)}]`)[0] ?? [],
  };
}

/** Rows of texts that came back with the form; whatever else somebody sent there is none. */
function rowsIn(text: unknown): string[][] {
  let value: unknown;
  try {
    value = JSON.parse(String(text));
  } catch {
    return [];
  }
  if (!Array.isArray(value)) return [];
  return value
    .filter((row): row is unknown[] => Array.isArray(row))
    .map((row) => row.filter((cell) => typeof cell === 'string').map(String));
}
