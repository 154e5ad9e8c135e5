import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Files } from '../platform/files/files.js';
import {
  captionRow,
  LAYOUT_FIELDS,
  type LayoutColumns,
  type LayoutField,
  type LayoutSource,
  layoutProblems,
  suggestedColumns,
} from './files/layout.js';
import { LayoutList } from './files/layout-list.js';
import { type FileProblem, type ParsedLine, Problems, UnreadableFile } from './files/parsed-line.js';
import { sampleRows } from './files/sample.js';
import { layoutInvalid } from './settlements.errors.js';
import type { StatementActor } from './statement-files.service.js';

export { LAYOUT_FIELDS, type LayoutColumns, type LayoutField, type LayoutSource };

/** The first rows of a list that somebody showed us, and which of them holds the captions. */
export interface LayoutSample {
  readonly rows: readonly (readonly string[])[];
  readonly captions: readonly string[];
  readonly suggested: LayoutColumns;
}

/** What a mapping makes of a sample. */
export interface LayoutPreview {
  readonly lines: readonly ParsedLine[];
  readonly problems: readonly FileProblem[];
}

const SAMPLE_MAX_BYTES = 10 * 1024 * 1024;

/** A saved mapping. */
export interface StatementLayout {
  readonly id: string;
  readonly source: LayoutSource;
  readonly name: string;
  readonly columns: LayoutColumns;
  readonly createdBy: string;
  readonly createdAt: Date;
}

const NAME_MAX = 120;
const ROW = `SELECT id, source, name, columns, created_by AS createdBy, created_at AS createdAt FROM statement_layout`;

/** How the columns of a bank's or a platform's list are to be read; written once, a changed one is a new one. */
@Injectable()
export class StatementLayouts {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /** Saves a mapping. @returns its id. @throws Refusal invalid statement_layout_invalid with its fields. */
  async create(
    { staffId, organizationId }: StatementActor,
    layout: { readonly source: LayoutSource; readonly name: string; readonly columns: LayoutColumns },
  ): Promise<string> {
    const name = layout.name.trim();
    const problems = layoutProblems(layout.source, layout.columns);
    if (name === '') problems.push({ field: 'name', code: 'empty' });
    if (name.length > NAME_MAX)
      problems.push({ field: 'name', code: 'too_long', params: { max: String(NAME_MAX) } });
    if (problems.length > 0) throw layoutInvalid(problems);
    const id = newId();
    try {
      await this.database.inTransaction(async (tx) => {
        await tx.query(
          `INSERT INTO statement_layout (id, organization_id, source, name, columns, created_by, created_at)
           VALUES (?, ?, ?, ?, ?, ?, ?)`,
          [
            id,
            organizationId,
            layout.source,
            name,
            JSON.stringify(layout.columns),
            staffId,
            this.clock.now(),
          ],
        );
        await this.audit.record(tx, {
          ...{ organizationId, staffId, action: 'statement_layout.created' },
          ...{ subjectType: 'statement_layout', subjectId: id, after: { ...layout, name } },
        });
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw layoutInvalid([{ field: 'name', code: 'layout_name_taken' }]);
      throw error;
    }
    return id;
  }

  /**
   * Looks into a list that a person shows; nothing of it is kept. @throws Refusal invalid statement_layout_invalid when
   * it cannot be read or has no captions · too_large.
   */
  async sampleOf(
    organizationId: string,
    source: LayoutSource,
    file: { readonly name: string; readonly stream: AsyncIterable<Buffer | string> },
  ): Promise<LayoutSample> {
    const contentType = 'application/octet-stream';
    const received = await this.files.receive({
      organizationId,
      contentType,
      maxBytes: SAMPLE_MAX_BYTES,
      ...file,
    });
    try {
      const rows = await sampleRows(this.files.pathOf(received.id));
      const at = captionRow(rows);
      if (at < 0) throw new UnreadableFile('captions_missing');
      const captions = (rows[at] ?? []).filter((text) => text !== '');
      return { rows, captions, suggested: suggestedColumns(source, captions) };
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw layoutInvalid([{ field: 'file', code: 'layout_sample', params: { problem: error.code } }]);
    } finally {
      await received.drop();
    }
  }

  /** How the rows of a sample will be read with these columns, whatever their days and account. */
  previewOf(
    source: LayoutSource,
    columns: LayoutColumns,
    rows: readonly (readonly string[])[],
    timeZone: string,
  ): LayoutPreview {
    const problems = new Problems();
    const scope = {
      firstDay: '2000-01-01',
      lastDay: '2099-12-31',
      currency: 'CNY',
      accountNo: null,
      timeZone,
    };
    const list = new LayoutList(source, columns, scope, problems);
    const lines = rows.flatMap((cells, at) => list.takeCells(cells, at + 1) ?? []);
    return { lines, problems: problems.list };
  }

  /** Mappings of an organization, by name. */
  async ofOrganization(organizationId: string): Promise<StatementLayout[]> {
    const rows = await this.database.rows<StatementLayout & { columns: LayoutColumns | string }>(
      `${ROW} WHERE organization_id = ? ORDER BY source, name, id`,
      [organizationId],
    );
    return rows.map((row) => ({
      ...row,
      columns: typeof row.columns === 'string' ? JSON.parse(row.columns) : row.columns,
    }));
  }
}
