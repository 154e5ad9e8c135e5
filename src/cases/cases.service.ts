import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import type { Tx } from '../platform/database/database.js';
import { type CaseOutcome, outcomesOf, resolvedByEntry } from './case.js';
import { caseClosed, caseFieldRefused, caseNotFound } from './cases.errors.js';
import { WorkCase } from './work-case.entity.js';

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
  /** Day by which it must be dealt with, "YYYY-MM-DD". */
  readonly dueOn?: string;
}

/** How a case ends. `staffId` null = the machine found it healed. */
export interface Closing {
  readonly organizationId: string;
  readonly caseId: string;
  readonly outcome: CaseOutcome;
  readonly reason: string;
  readonly staffId: string | null;
  /** The entry that put it right; of the same organization, or the database refuses it. */
  readonly entryId?: string;
}

const DETAIL_MAX = 500;
const REASON_MAX = 500;

/** Use cases of work items. */
@Injectable()
export class Cases {
  constructor(
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  /**
   * Opens a case inside the caller's database transaction. Saying the same again (same organization and
   * dedupe key) changes nothing, also when the case has been closed since.
   * @returns id of the case that stands.
   */
  async open(tx: Tx, input: NewCase): Promise<string> {
    const standing = await this.openAll(tx, [input]);
    const id = standing.get(input.dedupeKey);
    if (id === undefined) throw new Error(`case ${input.dedupeKey} was opened and is not there`);
    return id;
  }

  /** Opens cases of one organization in two statements, each as `open` does. @returns their ids by dedupe key. */
  async openAll(tx: Tx, inputs: readonly NewCase[]): Promise<Map<string, string>> {
    const [first] = inputs;
    if (!first) return new Map();
    if (inputs.some(({ amount, currency }) => (amount === undefined) !== (currency === undefined)))
      throw new Error('a case names an amount together with its currency');
    const now = this.clock.now();
    await tx.query(
      `INSERT INTO work_case (id, organization_id, kind, dedupe_key, subject_type, subject_id, amount, currency,
                              detail, due_on, state, opened_at)
       VALUES ? ON DUPLICATE KEY UPDATE state = work_case.state`,
      [
        inputs.map((input) => [
          newId(),
          input.organizationId,
          input.kind,
          input.dedupeKey,
          input.subjectType,
          input.subjectId,
          input.amount?.toString() ?? null,
          input.currency ?? null,
          (input.detail ?? '').slice(0, DETAIL_MAX),
          input.dueOn ?? null,
          'open',
          now,
        ]),
      ],
    );
    const rows: { id: string; key: string }[] = await tx.query(
      'SELECT id, dedupe_key AS `key` FROM work_case WHERE organization_id = ? AND dedupe_key IN (?)',
      [first.organizationId, inputs.map(({ dedupeKey }) => dedupeKey)],
    );
    return new Map(rows.map(({ id, key }) => [key, id]));
  }

  /** The case, locked to the end of the database transaction. @throws Refusal not_found · conflict case_closed. */
  async lockOpen(tx: Tx, organizationId: string, caseId: string): Promise<WorkCase> {
    const found = await tx.findOne(WorkCase, {
      where: { id: caseId, organizationId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!found) throw caseNotFound();
    if (found.state === 'closed') throw caseClosed();
    return found;
  }

  /**
   * Ends a case in the caller's database transaction. Which outcomes it may have follows from its kind and amount;
   * where money is at stake, being resolved names the entry that put it right.
   * @throws Refusal not_found · conflict case_closed · invalid naming `outcome`, `reason` or `entry`.
   */
  async close(tx: Tx, closing: Closing): Promise<void> {
    const { organizationId, caseId, outcome, staffId, entryId } = closing;
    const reason = closing.reason.trim().slice(0, REASON_MAX);
    if (reason === '') throw caseFieldRefused('reason', 'case_reason_missing');
    const found = await this.lockOpen(tx, organizationId, caseId);
    if (!outcomesOf(found).includes(outcome)) throw caseFieldRefused('outcome', 'case_outcome_refused');
    const needsEntry = outcome === 'RESOLVED' && resolvedByEntry(found);
    if (needsEntry && entryId === undefined) throw caseFieldRefused('entry', 'case_entry_missing');
    const end = { outcome, closeReason: reason, closedBy: staffId, entryId: entryId ?? null };
    await tx.update(WorkCase, { id: caseId }, { ...end, state: 'closed', closedAt: this.clock.now() });
    await this.audit.record(tx, {
      organizationId,
      staffId,
      action: 'case.closed',
      subjectType: 'case',
      subjectId: caseId,
      after: { outcome, reason, entry: entryId ?? null },
    });
  }
}
