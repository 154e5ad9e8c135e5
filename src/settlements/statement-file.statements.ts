import type { Database, Tx } from '../platform/database/database.js';
import type { Bill } from './files/readers.js';
import type { FileAccount, StatementFileState } from './statement-file.js';

/** A file's row as the use cases need it. */
export interface FileRow {
  readonly id: string;
  readonly organizationId: string;
  readonly providerAccountId: string | null;
  readonly bankAccountId: string | null;
  readonly bill: Bill;
  readonly layoutId: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly storedFileId: string;
  readonly state: StatementFileState;
  /** Hex, or null. */
  readonly expectedSha1: string | null;
}

const ROW = `SELECT id, organization_id AS organizationId, provider_account_id AS providerAccountId,
    bank_account_id AS bankAccountId, bill, layout_id AS layoutId, first_day AS firstDay, last_day AS lastDay,
    stored_file_id AS storedFileId, state, LOWER(HEX(expected_sha1)) AS expectedSha1 FROM statement_file`;

export async function findFile(database: Database, id: string): Promise<FileRow | null> {
  const [row] = await database.rows<FileRow>(`${ROW} WHERE id = ?`, [id]);
  return row ?? null;
}

/** The row, locked until the database transaction ends. */
export async function lockFile(tx: Tx, id: string): Promise<FileRow | null> {
  const [row]: FileRow[] = await tx.query(`${ROW} WHERE id = ? FOR UPDATE`, [id]);
  return row ?? null;
}

/** The account of the organization that a file may be about, or null. */
export async function findAccount(
  database: Database,
  organizationId: string,
  which: { readonly providerAccountId?: string | null; readonly bankAccountId?: string | null },
): Promise<FileAccount | null> {
  const [row] = await database.rows<FileAccount>(
    which.bankAccountId
      ? `SELECT id, organization_id AS organizationId, 'bank' AS provider, NULL AS intake, 'CNY' AS currency,
                NULL AS merchantNo
           FROM bank_account WHERE id = ? AND organization_id = ? AND state IN ('active', 'replaced')`
      : `SELECT id, organization_id AS organizationId, provider, intake, currency, merchant_no AS merchantNo
           FROM provider_account WHERE id = ? AND organization_id = ?`,
    [which.bankAccountId ?? which.providerAccountId ?? '', organizationId],
  );
  return row ?? null;
}
