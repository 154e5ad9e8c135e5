import { MAPPED_SQL } from '../donations/gift-mappings.queries.js';
import type { Tx } from '../platform/database/database.js';
import type { Provider, ProviderIntake } from '../providers/provider-account.entity.js';
import { statementFileNotFound, statementFileState } from '../settlements/settlements.errors.js';
import { statementMakesNoGifts } from './intake.errors.js';

/** A file that is to be believed, with its account. */
export interface IntakeFile {
  readonly id: string;
  readonly accountId: string;
  readonly account: string;
  readonly displayName: string | null;
  readonly merchantNo: string | null;
  readonly provider: Provider;
  readonly intake: ProviderIntake;
  readonly bill: string;
  readonly state: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly sha256: string;
}

/** Locks the file. @throws Refusal not_found · conflict statement_file_state, statement_makes_no_gifts. */
export async function lockIntakeFile(tx: Tx, organizationId: string, fileId: string): Promise<IntakeFile> {
  await tx.query('SELECT id FROM statement_file WHERE id = ? AND organization_id = ? FOR UPDATE', [
    fileId,
    organizationId,
  ]);
  const [file]: IntakeFile[] = await tx.query(
    `SELECT f.id, a.id AS accountId, a.account, a.display_name AS displayName, a.merchant_no AS merchantNo, a.provider,
            a.intake, f.bill, f.state, f.first_day AS firstDay, f.last_day AS lastDay, LOWER(HEX(f.sha256)) AS sha256
       FROM statement_file f JOIN provider_account a ON a.id = f.provider_account_id
      WHERE f.id = ? AND f.organization_id = ?`,
    [fileId, organizationId],
  );
  if (!file) throw statementFileNotFound();
  if (file.intake !== 'statement') throw statementMakesNoGifts();
  if (file.state !== 'read') throw statementFileState(file.state);
  return file;
}

/** What the second person sees: lines by type, and payments by the project that they will be booked to. */
export async function statementPayload(tx: Tx, file: IntakeFile): Promise<Readonly<Record<string, unknown>>> {
  const { accountId, account, displayName, merchantNo, provider, bill, firstDay, lastDay, sha256 } = file;
  return {
    ...{
      accountName: displayName ?? account,
      merchantNo,
      provider,
      bill,
      firstDay,
      lastDay,
      sha256,
    },
    knownLines: await knownLines(tx, file.id, accountId),
    byType: await linesByType(tx, file.id),
    byProject: await giftsByProject(tx, file.id),
  };
}

/** Lines that an earlier file brought: they add nothing. */
async function knownLines(tx: Tx, fileId: string, accountId: string): Promise<number> {
  const [row]: { n: string }[] = await tx.query(
    `SELECT COUNT(*) AS n FROM statement_file_line s
       JOIN statement_line l ON l.provider_account_id = ? AND l.line_key = s.line_key WHERE s.file_id = ?`,
    [accountId, fileId],
  );
  return Number(row?.n ?? 0);
}

async function linesByType(tx: Tx, fileId: string): Promise<object[]> {
  const rows: { type: string; n: string; amount: string; fee: string; currency: string }[] = await tx.query(
    `SELECT type, COUNT(*) AS n, SUM(amount) AS amount, SUM(fee) AS fee, currency FROM statement_file_line
      WHERE file_id = ? GROUP BY type, currency ORDER BY type, currency`,
    [fileId],
  );
  return rows.map(({ type, n, amount, fee, currency }) => ({
    line: type,
    count: String(n),
    ...{ amount: String(amount), feeAmount: String(fee), currency },
  }));
}

async function giftsByProject(tx: Tx, fileId: string): Promise<object[]> {
  const rows: { project: string | null; name: string | null; n: string; amount: string; currency: string }[] =
    await tx.query(
      `SELECT p.id AS project, p.name_zh AS name, COUNT(*) AS n, SUM(l.amount) AS amount, l.currency
         FROM statement_file f JOIN statement_file_line l ON l.file_id = f.id AND l.type = 'payment'
         ${MAPPED_SQL}
         LEFT JOIN project p ON p.id = COALESCE(ma.project_id, md.project_id) AND p.currency = l.currency
        WHERE f.id = ? GROUP BY p.id, p.name_zh, l.currency ORDER BY p.id IS NULL, p.id, l.currency`,
      [fileId],
    );
  return rows.map(({ project, name, n, amount, currency }) => ({
    project,
    mappedTo: name,
    ...{ count: String(n), amount: String(amount), currency },
  }));
}
