import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import type { Tx } from '../platform/database/database.js';

/** What a new case says. `amount` and `currency` come together or not at all. */
export interface NewCase {
  readonly organizationId: string;
  readonly kind: string;
  readonly dedupeKey: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly amount?: bigint;
  readonly currency?: string;
  readonly detail?: string;
}

const DETAIL_MAX = 500;

/** Use cases of work items. */
@Injectable()
export class Cases {
  constructor(private readonly clock: Clock) {}

  /**
   * Opens a case inside the caller's database transaction. Saying the same again (same organization and
   * dedupe key) changes nothing, also when the case has been closed since.
   * @returns id of the case that stands.
   */
  async open(tx: Tx, input: NewCase): Promise<string> {
    if ((input.amount === undefined) !== (input.currency === undefined))
      throw new Error('a case names an amount together with its currency');
    const id = newId();
    await tx.query(
      `INSERT INTO work_case (id, organization_id, kind, dedupe_key, subject_type, subject_id, amount, currency,
                              detail, state, opened_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)
       ON DUPLICATE KEY UPDATE id = work_case.id`,
      [
        id,
        input.organizationId,
        input.kind,
        input.dedupeKey,
        input.subjectType,
        input.subjectId,
        input.amount?.toString() ?? null,
        input.currency ?? null,
        (input.detail ?? '').slice(0, DETAIL_MAX),
        this.clock.now(),
      ],
    );
    const [standing]: { id: string }[] = await tx.query(
      'SELECT id FROM work_case WHERE organization_id = ? AND dedupe_key = ?',
      [input.organizationId, input.dedupeKey],
    );
    return standing?.id ?? id;
  }
}
