import type { Tx } from '../platform/database/database.js';
import type { Gone } from './discrepancies.service.js';

/** A provider's line as the desk needs it. */
export interface DeskLine {
  readonly id: string;
  readonly accountId: string;
  readonly occurredAt: Date;
  readonly amount: string;
  readonly currency: string;
}

/** The organization's line of this id, locked; undefined when it has none. */
export async function deskLine(tx: Tx, organizationId: string, id: string): Promise<DeskLine | undefined> {
  const [row]: DeskLine[] = await tx.query(
    `SELECT id, provider_account_id AS accountId, occurred_at AS occurredAt, amount, currency FROM statement_line
      WHERE id = ? AND organization_id = ?`,
    [id, organizationId],
  );
  return row;
}

/** The organization's fact of this id. */
export async function deskFact(
  tx: Tx,
  organizationId: string,
  id: string,
): Promise<{ kind: string; amount: string | null; currency: string | null; occurredAt: Date } | undefined> {
  const [row] = await tx.query(
    'SELECT kind, amount, currency, occurred_at AS occurredAt FROM fact WHERE id = ? AND organization_id = ?',
    [id, organizationId],
  );
  return row;
}

/** The pair that a line stands in, locked. */
export async function pairOfLine(
  tx: Tx,
  lineId: string,
): Promise<{ factId: string; day: string; pass: number; differs: number } | undefined> {
  const [row] = await tx.query(
    'SELECT fact_id AS factId, day, pass, differs FROM line_match WHERE statement_line_id = ? FOR UPDATE',
    [lineId],
  );
  return row;
}

/** Takes a pair apart, for good. */
export async function partPair(
  tx: Tx,
  pair: { readonly lineId: string; readonly factId: string },
  by: { readonly staffId: string; readonly at: Date },
): Promise<void> {
  await tx.query('DELETE FROM line_match WHERE statement_line_id = ?', [pair.lineId]);
  await tx.query(
    `INSERT INTO line_parting (statement_line_id, fact_id, parted_by, parted_at) SELECT ?, ?, ?, ? FROM DUAL
      WHERE NOT EXISTS (SELECT 1 FROM line_parting WHERE statement_line_id = ? AND fact_id = ?)`,
    [pair.lineId, pair.factId, by.staffId, by.at, pair.lineId, pair.factId],
  );
}

/** Standing differences about a line, a fact or bank lines; that a refund was made at the provider is none of a pair. */
export async function standingAbout(
  tx: Tx,
  organizationId: string,
  of: { readonly lineId?: string; readonly factId?: string; readonly bankLineIds?: readonly string[] },
): Promise<Gone[]> {
  return tx.query(
    `SELECT id, organization_id AS organizationId, case_id AS caseId FROM discrepancy
      WHERE organization_id = ? AND state = 'standing'
        AND (statement_line_id = ? OR fact_id = ? OR bank_line_id IN (?)) AND dedupe_key NOT LIKE 'D10:refund:%'`,
    [organizationId, of.lineId ?? 0, of.factId ?? '', of.bankLineIds?.length ? of.bankLineIds : ['0']],
  );
}

/** The newest run of the day on which a moment of an account falls, as its id. */
export async function newestRunId(
  tx: Tx,
  column: 'provider_account_id' | 'bank_account_id',
  accountId: string,
  day: string,
): Promise<string | undefined> {
  const [row]: { id: string }[] = await tx.query(
    `SELECT id FROM reconciliation_run WHERE ${column} = ? AND day = ? ORDER BY revision DESC LIMIT 1`,
    [accountId, day],
  );
  return row?.id;
}
