import type { NewCase } from '../cases/cases.service.js';
import { dayAfter } from '../kernel/days.js';
import { newId } from '../kernel/ids.js';
import { scaleOf } from '../kernel/money.js';
import type { Tx } from '../platform/database/database.js';
import { atStake, daysToDeal, type Found } from './discrepancy.js';
import type { ReconciliationRun } from './run.js';

const KEY_MAX = 120;
const DETAIL_MAX = 300;

/** What the same difference has in every run. */
export const dedupeKey = ({ code, key }: Found): string => `${code}:${key}`.slice(0, KEY_MAX);

/** An amount as the database takes it. */
export const plain = (amount: bigint | null): string | null => amount?.toString() ?? null;

/** The case of a difference that has come for the n-th time. */
export function newCase(run: ReconciliationRun, found: Found, times: number): NewCase {
  const known = scaleOf(found.currency) !== undefined;
  const key = dedupeKey(found);
  return {
    organizationId: run.organizationId,
    kind: found.code,
    dedupeKey: times === 1 ? key : `${key.slice(0, KEY_MAX - 4)}:${times}`,
    subjectType: found.subject.type,
    subjectId: found.subject.id,
    ...(known ? { amount: atStake(found), currency: found.currency } : {}),
    detail: `${run.day}: ${found.detail}`,
    dueOn: dayAfter(run.day, daysToDeal(found.code) + 1),
  };
}

/** Writes differences that were never seen; one that is settled already is written down as gone, without a case. */
export async function insertFound(
  tx: Tx,
  run: ReconciliationRun,
  found: readonly Found[],
  cases: ReadonlyMap<string, string>,
  now: Date,
): Promise<void> {
  if (found.length === 0) return;
  await tx.query(
    `INSERT INTO discrepancy (id, organization_id, provider_account_id, bank_account_id, code, dedupe_key, day,
       statement_line_id, fact_id, settlement_id, bank_line_id, ours, theirs, currency, detail, state, opened_run,
       last_run, case_id, opened_at, gone_at, gone_note) VALUES ?
     ON DUPLICATE KEY UPDATE last_run = VALUES(last_run)`,
    [
      found.map((each) => [
        ...[newId(), run.organizationId, run.providerAccountId, run.bankAccountId],
        ...[each.code, dedupeKey(each), run.day],
        ...[each.lineId ?? null, each.factId ?? null, each.settlementId ?? null, each.bankLineId ?? null],
        ...[plain(each.ours), plain(each.theirs), each.currency, each.detail.slice(0, DETAIL_MAX)],
        ...[each.settled ? 'gone' : 'standing', run.id, run.id, cases.get(dedupeKey(each)) ?? null],
        ...[now, each.settled ? now : null, each.settled ? 'carried' : null],
      ]),
    ],
  );
}
