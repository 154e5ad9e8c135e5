import type { Database, Tx } from '../platform/database/database.js';
import type { ProviderStatementLine } from '../providers/payment-provider.service.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';

/** Until when the account's statement has been imported, or null before the first time. */
export async function readCursor(database: Database, accountId: string): Promise<Date | null> {
  const [row] = await database.rows<{ until: Date }>(
    'SELECT imported_until AS until FROM statement_cursor WHERE provider_account_id = ?',
    [accountId],
  );
  return row?.until ?? null;
}

/** Moves the cursor forward, never back. */
export async function moveCursor(tx: Tx, accountId: string, until: Date): Promise<void> {
  await tx.query(
    `INSERT INTO statement_cursor (provider_account_id, imported_until) VALUES (?, ?)
     ON DUPLICATE KEY UPDATE imported_until = GREATEST(imported_until, ?)`,
    [accountId, until, until],
  );
}

/** Keys of those lines that are stored. Locks the account's row, so that two imports take turns. */
export async function knownLines(
  tx: Tx,
  accountId: string,
  lines: readonly ProviderStatementLine[],
): Promise<Set<string>> {
  await tx.query('SELECT id FROM provider_account WHERE id = ? FOR UPDATE', [accountId]);
  const rows: { key: string }[] = await tx.query(
    'SELECT line_key AS `key` FROM statement_line WHERE provider_account_id = ? AND line_key IN (?)',
    [accountId, lines.map(({ key }) => key)],
  );
  return new Set(rows.map(({ key }) => key));
}

/** Those of these sources of statement lines that have their entry. */
export async function bookedSources(
  tx: Tx,
  organizationId: string,
  sources: readonly string[],
): Promise<Set<string>> {
  const rows: { source: string }[] = await tx.query(
    `SELECT source_id AS source FROM entry
      WHERE organization_id = ? AND source_type = 'statement_line' AND source_id IN (?)`,
    [organizationId, sources],
  );
  return new Set(rows.map(({ source }) => source));
}

export async function insertLines(
  tx: Tx,
  account: ProviderAccount,
  lines: readonly ProviderStatementLine[],
  importedAt: Date,
): Promise<void> {
  await tx.query(
    `INSERT INTO statement_line (organization_id, provider_account_id, line_key, type, amount, fee, net, currency,
       provider_payment_id, source_key, occurred_at, available_on, raw, imported_at) VALUES ?`,
    [
      lines.map((line) => [
        account.organizationId,
        account.id,
        line.key,
        line.type,
        line.amount.toString(),
        line.fee.toString(),
        line.net.toString(),
        line.currency,
        line.paymentId,
        line.sourceKey,
        line.occurredAt,
        line.availableOn,
        line.raw,
        importedAt,
      ]),
    ],
  );
}
