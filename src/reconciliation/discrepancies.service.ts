import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import type { Tx } from '../platform/database/database.js';
import type { Found } from './discrepancy.js';
import { dedupeKey, insertFound, newCase, plain } from './discrepancy-rows.js';
import type { ReconciliationRun } from './run.js';

interface Standing {
  readonly id: string;
  readonly key: string;
  readonly state: 'standing' | 'gone';
  readonly times: number;
  readonly ours: string | null;
  readonly theirs: string | null;
}

/** A difference that is no more, and the words with which its case is closed. */
export interface Gone {
  readonly id: string;
  readonly organizationId: string;
  readonly caseId: string | null;
  /** The entry that put it right, where one did. */
  readonly entryId?: string | null;
}

const LISTED = 'id, dedupe_key AS `key`, state, times, ours, theirs';

/** Keeps differences and the one case of each: written down when found, closed with a note when gone. */
@Injectable()
export class Discrepancies {
  constructor(
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /**
   * Writes down what a chunk found, in some six statements however much it is. A difference that stands keeps its case;
   * one that comes back gets a new one.
   */
  async record(tx: Tx, run: ReconciliationRun, all: readonly Found[]): Promise<void> {
    const found = [...new Map(all.map((each) => [dedupeKey(each), each])).values()];
    if (found.length === 0) return;
    const rows: Standing[] = await tx.query(
      `SELECT ${LISTED} FROM discrepancy WHERE organization_id = ? AND dedupe_key IN (?) FOR UPDATE`,
      [run.organizationId, found.map(dedupeKey)],
    );
    const known = new Map(rows.map((row) => [row.key, row]));
    const of = (each: Found): Standing | undefined => known.get(dedupeKey(each));
    const stands = found.filter((each) => of(each)?.state === 'standing' && !each.settled);
    await this.keep(tx, run, stands, of);
    const asked = found.filter((each) => !each.settled && of(each)?.state !== 'standing');
    const cases = await this.openCases(tx, run, asked, of);
    await this.reopen(tx, run, asked, of, cases);
    const fresh = found.filter((each) => !of(each));
    await insertFound(tx, run, fresh, cases, this.clock.now());
  }

  private async keep(
    tx: Tx,
    run: ReconciliationRun,
    stands: readonly Found[],
    of: (each: Found) => Standing | undefined,
  ): Promise<void> {
    if (stands.length === 0) return;
    const ids = stands.map((each) => of(each)?.id);
    await tx.query('UPDATE discrepancy SET last_run = ? WHERE id IN (?)', [run.id, ids]);
    for (const each of stands) {
      const { id, ours, theirs } = of(each) ?? {};
      if (ours === plain(each.ours) && theirs === plain(each.theirs)) continue;
      await tx.query('UPDATE discrepancy SET ours = ?, theirs = ? WHERE id = ?', [
        plain(each.ours),
        plain(each.theirs),
        id,
      ]);
    }
  }

  private async reopen(
    tx: Tx,
    run: ReconciliationRun,
    asked: readonly Found[],
    of: (each: Found) => Standing | undefined,
    cases: ReadonlyMap<string, string>,
  ): Promise<void> {
    for (const each of asked) {
      const back = of(each);
      if (!back) continue;
      await tx.query(
        `UPDATE discrepancy SET state = 'standing', times = times + 1, case_id = ?, last_run = ?, ours = ?, theirs = ?,
                opened_at = ?, gone_at = NULL, gone_note = NULL WHERE id = ?`,
        [cases.get(dedupeKey(each)), run.id, plain(each.ours), plain(each.theirs), this.clock.now(), back.id],
      );
    }
  }

  /** Ids of the cases by the differences' own keys. */
  private async openCases(
    tx: Tx,
    run: ReconciliationRun,
    asked: readonly Found[],
    of: (each: Found) => Standing | undefined,
  ): Promise<Map<string, string>> {
    const wanted = asked.filter(({ caseId }) => caseId === undefined);
    const inputs = wanted.map((each) => newCase(run, each, Number(of(each)?.times ?? 0) + 1));
    const opened = await this.cases.openAll(tx, inputs);
    const byKey = wanted.map((each, at): [string, string] => [
      dedupeKey(each),
      opened.get(inputs[at]?.dedupeKey ?? '') ?? '',
    ]);
    const standing = asked.flatMap((each): [string, string][] =>
      each.caseId === undefined ? [] : [[dedupeKey(each), each.caseId]],
    );
    return new Map([...byKey, ...standing]);
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

async function isOpen(tx: Tx, organizationId: string, caseId: string): Promise<boolean> {
  const rows: unknown[] = await tx.query(
    "SELECT 1 FROM work_case WHERE organization_id = ? AND id = ? AND state = 'open'",
    [organizationId, caseId],
  );
  return rows.length > 0;
}
