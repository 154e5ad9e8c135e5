import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { scaleOf } from '../kernel/money.js';
import type { Tx } from '../platform/database/database.js';
import { atStake, daysToDeal, type Found } from './discrepancy.js';
import type { ReconciliationRun } from './run.js';

interface Standing {
  readonly id: string;
  readonly code: string;
  readonly key: string;
  readonly state: 'standing' | 'gone';
  readonly times: number;
  readonly caseId: string | null;
}

/** A difference that is no more, and the words with which its case is closed. */
export interface Gone {
  readonly id: string;
  readonly organizationId: string;
  readonly caseId: string | null;
  /** The entry that put it right, where one did. */
  readonly entryId?: string | null;
}

const KEY_MAX = 120;
const LISTED = 'id, code, dedupe_key AS `key`, state, times, case_id AS caseId';

/** Keeps differences and the one case of each: written down when found, closed with a note when gone. */
@Injectable()
export class Discrepancies {
  constructor(
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /** Writes down what a chunk found. A difference that stands keeps its case; one that comes back gets a new one. */
  async record(tx: Tx, run: ReconciliationRun, found: readonly Found[]): Promise<void> {
    if (found.length === 0) return;
    const keys = found.map(dedupeKey);
    const rows: Standing[] = await tx.query(
      `SELECT ${LISTED} FROM discrepancy WHERE organization_id = ? AND dedupe_key IN (?) FOR UPDATE`,
      [run.organizationId, keys],
    );
    const standing = new Map(rows.map((row) => [row.key, row]));
    for (const each of found) await this.keep(tx, run, each, standing.get(dedupeKey(each)));
  }

  private async keep(tx: Tx, run: ReconciliationRun, found: Found, known?: Standing): Promise<void> {
    const now = this.clock.now();
    if (known && (known.state === 'standing' || found.settled)) {
      if (found.settled) return;
      await tx.query('UPDATE discrepancy SET last_run = ?, ours = ?, theirs = ? WHERE id = ?', [
        run.id,
        found.ours?.toString() ?? null,
        found.theirs?.toString() ?? null,
        known.id,
      ]);
      return;
    }
    const times = known ? Number(known.times) + 1 : 1;
    const caseId = found.settled ? null : (found.caseId ?? (await this.openCase(tx, run, found, times)));
    if (known) {
      await tx.query(
        `UPDATE discrepancy SET state = 'standing', times = ?, case_id = ?, last_run = ?, ours = ?, theirs = ?,
                opened_at = ?, gone_at = NULL, gone_note = NULL WHERE id = ?`,
        [
          times,
          caseId,
          run.id,
          found.ours?.toString() ?? null,
          found.theirs?.toString() ?? null,
          now,
          known.id,
        ],
      );
      return;
    }
    await tx.query(
      `INSERT INTO discrepancy (id, organization_id, provider_account_id, bank_account_id, code, dedupe_key, day,
         statement_line_id, fact_id, settlement_id, bank_line_id, ours, theirs, currency, detail, state, opened_run,
         last_run, case_id, opened_at, gone_at, gone_note) VALUES (?)
       ON DUPLICATE KEY UPDATE last_run = VALUES(last_run)`,
      [
        [
          newId(),
          run.organizationId,
          run.providerAccountId,
          run.bankAccountId,
          found.code,
          dedupeKey(found),
          run.day,
          found.lineId ?? null,
          found.factId ?? null,
          found.settlementId ?? null,
          found.bankLineId ?? null,
          found.ours?.toString() ?? null,
          found.theirs?.toString() ?? null,
          found.currency,
          found.detail.slice(0, 300),
          found.settled ? 'gone' : 'standing',
          run.id,
          run.id,
          caseId,
          now,
          found.settled ? now : null,
          found.settled ? 'carried' : null,
        ],
      ],
    );
  }

  private openCase(tx: Tx, run: ReconciliationRun, found: Found, times: number): Promise<string> {
    const known = scaleOf(found.currency) !== undefined;
    return this.cases.open(tx, {
      organizationId: run.organizationId,
      kind: found.code,
      dedupeKey: times === 1 ? dedupeKey(found) : `${dedupeKey(found).slice(0, KEY_MAX - 4)}:${times}`,
      subjectType: found.subject.type,
      subjectId: found.subject.id,
      ...(known ? { amount: atStake(found), currency: found.currency } : {}),
      detail: `${run.day}: ${found.detail}`,
      dueOn: dayAfter(run.day, daysToDeal(found.code) + 1),
    });
  }

  /** Ends differences that are no more; open cases are closed by the machine, those that people closed stay. */
  async end(tx: Tx, gone: readonly Gone[], note: 'matched' | 'not_found' | 'overdue'): Promise<void> {
    for (const { id, organizationId, caseId, entryId } of gone) {
      await tx.query(
        "UPDATE discrepancy SET state = 'gone', gone_at = ?, gone_note = ? WHERE id = ? AND state = 'standing'",
        [this.clock.now(), note, id],
      );
      if (caseId === null || !(await isOpen(tx, organizationId, caseId))) continue;
      await this.cases.close(tx, {
        ...{ organizationId, caseId, staffId: null, reason: NOTES[note] },
        ...(entryId ? { outcome: 'RESOLVED', entryId } : { outcome: 'FALSE_POSITIVE' }),
      });
    }
  }
}

/** Reasons with which the machine closes a case; they are kept as they were written. */
const NOTES = {
  matched: '对账自动关闭：两边已对上 · Closed by reconciliation: both sides agree now',
  not_found: '对账自动关闭：差异已不存在 · Closed by reconciliation: the difference is gone',
  overdue: '三日内对方仍未出现，转为D02 · Nothing came within three days: goes on as D02',
} as const;

const dedupeKey = ({ code, key }: Found): string => `${code}:${key}`.slice(0, KEY_MAX);

async function isOpen(tx: Tx, organizationId: string, caseId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    "SELECT 1 FROM work_case WHERE organization_id = ? AND id = ? AND state = 'open'",
    [organizationId, caseId],
  );
  return rows.length > 0;
}
