import type { DataSource } from 'typeorm';

/** Tables whose rows are written once and never changed or removed, by nobody. */
export const APPEND_ONLY = [
  'audit_event',
  'entry',
  'transfer',
  'ledger_sequence',
  'fact',
  'inbox_conflict',
  'approval_vote',
  'ledger_seal',
  'seal_key',
  'day_seal',
  'day_seal_block',
  'day_reopening',
  'year_close',
  'year_reopening',
  'day_movement',
  'day_sheet',
  'cash_check',
  'check_run',
  'check_finding',
  'case_note',
  'project_update_revision',
  'official_number',
  'official_import',
  'receipt_void_request',
  'provider_account_request',
  'statement_layout',
  'bank_line',
  'line_parting',
  'export_batch',
  'certificate_check',
  'voucher_number',
  'partner_event',
] as const;

/** Tables of which only some columns may change: what the provider sent stays as it came. */
const CHANGEABLE_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  provider_event: ['state', 'attempts', 'next_at', 'lease_until', 'last_error'],
  statement_line: [],
  statement_file: [
    'state',
    'line_count',
    'totals',
    'problems',
    'replaces_id',
    'approval_id',
    'accepted_at',
    'ended_at',
  ],
  approval: ['state', 'decided_at', 'decided_by', 'reason'],
  // A key's place and fingerprint stay; its value may only be erased and its end set.
  provider_secret: ['value_encrypted', 'honoured_until'],
  provider_secret_request: ['decided', 'api_key_encrypted', 'webhook_secret_encrypted'],
  bank_account: ['state', 'active_from', 'ended_at'],
  settlement_line: [],
  settlement: [
    'state',
    'arrives_on',
    'failure_code',
    'carried_in',
    'carried_out',
    'lines_imported_at',
    'updated_at',
  ],
  // Number, amount and text of a receipt stay as they were issued.
  receipt: ['state', 'ended_at', 'end_cause', 'end_reason', 'approval_id', 'replaced_by_id', 'pdf_file_id'],
  receipt_item: ['live'],
  official_receipt_item: ['live', 'amount'],
  bank_match: ['entry_id', 'undone_by', 'undone_at'],
  bank_match_line: ['live'],
  bank_match_part: ['live'],
};

const EVERYTHING = 'SELECT, INSERT, UPDATE, DELETE';
/** The server's error for a table on which the user has no right yet (ER_NONEXISTING_TABLE_GRANT). */
const NOTHING_GRANTED = 1147;

/**
 * Grants the app user table by table, so that the append-only tables refuse UPDATE, DELETE and TRUNCATE by
 * privilege even before their triggers do (TRUNCATE fires no trigger; it needs DROP, which is never granted).
 */
export async function grantAppUser(owner: DataSource, database: string, user: string): Promise<void> {
  if (!/^[A-Za-z0-9_]+$/.test(user)) throw new Error('the app user of DATABASE_URL has an unusable name');
  const tables: { name: string }[] = await owner.query(
    "SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = ? AND TABLE_TYPE = 'BASE TABLE'",
    [database],
  );
  for (const { name } of tables) {
    const on = `\`${database}\`.\`${name}\``;
    const given = privileges(name);
    if (given !== EVERYTHING) await takeAway(owner, on, user);
    await owner.query(`GRANT ${given} ON ${on} TO '${user}'@'%'`);
  }
}

/** A table that an earlier version granted whole keeps nothing of that: granting alone only ever adds. */
async function takeAway(owner: DataSource, on: string, user: string): Promise<void> {
  try {
    await owner.query(`REVOKE UPDATE, DELETE ON ${on} FROM '${user}'@'%'`);
  } catch (error) {
    if ((error as { errno?: number }).errno !== NOTHING_GRANTED) throw error;
  }
}

function privileges(table: string): string {
  if (table === 'schema_migration') return 'SELECT';
  if ((APPEND_ONLY as readonly string[]).includes(table)) return 'SELECT, INSERT';
  const columns = CHANGEABLE_COLUMNS[table];
  if (!columns) return EVERYTHING;
  return columns.length > 0 ? `SELECT, INSERT, UPDATE (${columns.join(', ')})` : 'SELECT, INSERT';
}
