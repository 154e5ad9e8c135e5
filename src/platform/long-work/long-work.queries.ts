import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';
import type { JsonObject } from './long-work-kind.js';

/** A long work as its row says. Times are the database's. */
export interface Work {
  readonly id: string;
  readonly organizationId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly params: JsonObject;
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly done: number;
  readonly total: number | null;
  readonly baseCount: number | null;
  readonly baseAt: Date | null;
  readonly reportedAt: Date | null;
  readonly runs: number;
  readonly askedAt: Date;
  /** null = a schedule. */
  readonly startedBy: string | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly cancelAskedAt: Date | null;
  readonly result: JsonObject | null;
  /** A Refusal's code and values, or the redacted text of a defect. */
  readonly problem: WorkProblem | null;
}

export type WorkProblem =
  | { readonly code: string; readonly params: Readonly<Record<string, string>> }
  | { readonly text: string };

const COLUMNS = `id, organization_id AS organizationId, kind, subject_id AS subjectId, params, state,
  done_count AS done, total, base_count AS baseCount, base_at AS baseAt, reported_at AS reportedAt, runs,
  asked_at AS askedAt, started_by AS startedBy, started_at AS startedAt, ended_at AS endedAt,
  cancel_asked_at AS cancelAskedAt, result, problem`;

/** Whether nothing more will happen to it. */
export function hasEnded(work: Pick<Work, 'state'>): boolean {
  return work.state !== 'waiting' && work.state !== 'running';
}

/** Reads long works. */
@Injectable()
export class LongWorkQueries {
  constructor(private readonly database: Database) {}

  /** One work, or null when it is not one of this organization's. */
  async byId(organizationId: string, id: string, tx?: Tx): Promise<Work | null> {
    const [work] = await this.read('organization_id = ? AND id = ?', [organizationId, id], tx);
    return work ?? null;
  }

  /** The organization's works, newest first. */
  recent(
    organizationId: string,
    { skip, limit }: { readonly skip: number; readonly limit: number } = { skip: 0, limit: 50 },
  ): Promise<Work[]> {
    return this.read('organization_id = ? ORDER BY asked_at DESC, id DESC LIMIT ? OFFSET ?', [
      organizationId,
      limit,
      skip,
    ]);
  }

  /** How many works the organization has had. */
  async count(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ works: string }>(
      'SELECT COUNT(*) AS works FROM long_work WHERE organization_id = ?',
      [organizationId],
    );
    return Number(row?.works ?? 0);
  }

  /** The newest work of a kind about a subject, or null. */
  async ofSubject(organizationId: string, kind: string, subjectId: string, tx?: Tx): Promise<Work | null> {
    const [work] = await this.read(
      'organization_id = ? AND kind = ? AND subject_id = ? ORDER BY asked_at DESC, id DESC LIMIT 1',
      [organizationId, kind, subjectId],
      tx,
    );
    return work ?? null;
  }

  /** Many works by their ids, in no order: for those who watch them. */
  async byIds(ids: readonly string[], tx?: Tx): Promise<Work[]> {
    return ids.length === 0 ? [] : this.read('id IN (?)', [ids], tx);
  }

  private async read(where: string, parameters: readonly unknown[], tx?: Tx): Promise<Work[]> {
    const rows = await this.database.rows<Record<keyof Work, unknown>>(
      `SELECT ${COLUMNS} FROM long_work WHERE ${where}`,
      parameters,
      tx,
    );
    return rows.map(workOf);
  }
}

function workOf(row: Record<keyof Work, unknown>): Work {
  const whole = (value: unknown) => (value === null ? null : Number(value));
  return {
    ...(row as unknown as Work),
    done: Number(row.done),
    total: whole(row.total),
    baseCount: whole(row.baseCount),
    runs: Number(row.runs),
    params: jsonOf<JsonObject>(row.params) ?? {},
    result: jsonOf<JsonObject>(row.result),
    problem: jsonOf<WorkProblem>(row.problem),
  };
}

/** MariaDB gives a JSON column as text, MySQL as a value. */
function jsonOf<T>(stored: unknown): T | null {
  return typeof stored === 'string' ? JSON.parse(stored) : (stored as T | null);
}
