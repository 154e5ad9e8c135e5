import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { type LayoutColumns, type LayoutSource, layoutProblems } from './files/layout.js';
import { layoutInvalid } from './settlements.errors.js';
import type { StatementActor } from './statement-files.service.js';

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
