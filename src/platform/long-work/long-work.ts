import { Injectable } from '@nestjs/common';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Audit } from '../audit/audit.js';
import { Database, type Tx } from '../database/database.js';
import { Doorbell } from '../jobs/doorbell.js';
import { LongWorkQueries } from './long-work.queries.js';
import { type JsonObject, KIND_NAME } from './long-work-kind.js';

/** A work to begin. */
export interface NewWork {
  readonly organizationId: string;
  /** One of the kinds in worker.module.ts. */
  readonly kind: string;
  /** What it is about; of one kind only one work at a time is under way for it. ASCII, at most 120 characters. */
  readonly subjectId: string;
  /** Ids, days, choices; no personal data. */
  readonly params: JsonObject;
  /** null = a schedule. */
  readonly startedBy: string | null;
}

/** The bell that makes workers look for work at once. */
export const WORK_BELL = 'long-work';

/** Begins and cancels long works. They run in the worker; pages watch the row. */
@Injectable()
export class LongWork {
  constructor(
    private readonly database: Database,
    private readonly queries: LongWorkQueries,
    private readonly audit: Audit,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * Asks for a work, in the caller's database transaction. While one of the kind is under way for the subject that
   * one is returned and nothing new begins. @returns the work's id.
   */
  async begin(tx: Tx, { organizationId, kind, subjectId, params, startedBy }: NewWork): Promise<string> {
    if (!KIND_NAME.test(kind)) throw new Error(`"${kind}" is no kind of long work`);
    await tx.query(
      `INSERT INTO long_work (id, organization_id, kind, subject_id, params, due_at, asked_at, started_by)
       VALUES (?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), ?) ON DUPLICATE KEY UPDATE kind = kind`,
      [newId(), organizationId, kind, subjectId, JSON.stringify(params), startedBy],
    );
    const [row]: { id: string }[] = await tx.query(
      'SELECT id FROM long_work WHERE organization_id = ? AND kind = ? AND open_subject = ?',
      [organizationId, kind, subjectId],
    );
    if (!row) throw new Error('the work that was begun is not there');
    this.doorbell.ring(WORK_BELL);
    return row.id;
  }

  /**
   * Asks a work to stop. One that waits ends now; one that runs ends at its next report.
   * @throws Refusal not_found; conflict work_ended.
   */
  async cancel(
    { staffId, organizationId }: { readonly staffId: string; readonly organizationId: string },
    id: string,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const { affectedRows }: { affectedRows: number } = await tx.query(
        `UPDATE long_work SET cancel_asked_at = COALESCE(cancel_asked_at, UTC_TIMESTAMP(6)),
           cancel_asked_by = COALESCE(cancel_asked_by, ?),
           ended_at = IF(state = 'waiting', UTC_TIMESTAMP(6), NULL),
           state = IF(state = 'waiting', 'cancelled', state)
         WHERE id = ? AND organization_id = ? AND state IN ('waiting', 'running')`,
        [staffId, id, organizationId],
      );
      if (affectedRows === 0) {
        const work = await this.queries.byId(organizationId, id, tx);
        throw work ? new Refusal('conflict', 'work_ended') : new Refusal('not_found', 'not_found');
      }
      await this.audit.record(tx, {
        organizationId,
        staffId,
        action: 'work.cancelled',
        subjectType: 'long_work',
        subjectId: id,
      });
    });
  }
}
