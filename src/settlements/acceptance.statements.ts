import type { Tx } from '../platform/database/database.js';

/** Where accepted lines of a provider's and of a bank's file go. */
const TARGETS = {
  provider: { table: 'statement_line', account: 'provider_account_id', file: 'provider_account_id' },
  bank: { table: 'bank_line', account: 'bank_account_id', file: 'bank_account_id' },
} as const;
export type LineTarget = keyof typeof TARGETS;

/** What makes a line another one than the line that we have under its key. */
const DIFFERS = {
  provider: (a: string, b: string) =>
    `NOT (${['amount', 'fee', 'net', 'currency', 'type', 'status', 'occurred_at'].map((name) => `${a}.${name} <=> ${b}.${name}`).join(' AND ')})`,
  bank: (a: string, b: string) =>
    `NOT (${['amount', 'currency', 'balance_after', 'occurred_at'].map((name) => `${a}.${name} <=> ${b}.${name}`).join(' AND ')})`,
} as const;

interface Accepting {
  readonly fileId: string;
  readonly organizationId: string;
  readonly accountId: string;
  readonly target: LineTarget;
  readonly now: Date;
}

/** Copies those staged lines into the account's lines that are not there yet. @returns how many. */
export async function copyNewLines(
  tx: Tx,
  { fileId, organizationId, accountId, target, now }: Accepting,
): Promise<number> {
  const sql =
    target === 'provider'
      ? `INSERT INTO statement_line (organization_id, provider_account_id, file_id, line_key, type, amount, fee, net,
           currency, provider_payment_id, source_key, occurred_at, available_on, raw, imported_at, merchant_ref, attach,
           description, status, balance_after)
         SELECT ?, ?, s.file_id, s.line_key, s.type, s.amount, s.fee, s.net, s.currency, s.provider_payment_id,
                s.source_key, s.occurred_at, NULL, s.raw, ?, s.merchant_ref, s.attach, s.description, s.status,
                s.balance_after`
      : `INSERT INTO bank_line (organization_id, bank_account_id, file_id, line_no, line_key, day, occurred_at, amount,
           currency, balance_after, reference, summary, counterparty_encrypted, accepted_at)
         SELECT ?, ?, s.file_id, s.line_no, s.line_key, s.day, s.occurred_at, s.amount, s.currency, s.balance_after,
                s.merchant_ref, COALESCE(s.description, ''), s.counterparty_encrypted, ?`;
  const { table, account } = TARGETS[target];
  const { affectedRows }: { affectedRows: number } = await tx.query(
    `${sql} FROM statement_file_line s
       LEFT JOIN ${table} l ON l.${account} = ? AND l.line_key = s.line_key
      WHERE s.file_id = ? AND l.id IS NULL ORDER BY s.line_no`,
    [organizationId, accountId, now, accountId, fileId],
  );
  return affectedRows;
}

/** Lines that we have under a key of this file and that say something else: how many, and by how much money. */
export async function countChanged(
  tx: Tx,
  { fileId, accountId, target }: Accepting,
): Promise<{ lines: number; difference: bigint }> {
  const { table, account } = TARGETS[target];
  const [row]: { n: string; difference: string | null }[] = await tx.query(
    `SELECT COUNT(*) AS n, SUM(s.amount - l.amount) AS difference FROM statement_file_line s
       JOIN ${table} l ON l.${account} = ? AND l.line_key = s.line_key
      WHERE s.file_id = ? AND ${DIFFERS[target]('s', 'l')}`,
    [accountId, fileId],
  );
  return { lines: Number(row?.n), difference: BigInt(row?.difference ?? 0) };
}

/** Lines of the older version that the newer one does not have any more. */
export async function countGone(
  tx: Tx,
  fileId: string,
  olderId: string,
): Promise<{ lines: number; difference: bigint }> {
  const [row]: { n: string; difference: string | null }[] = await tx.query(
    `SELECT COUNT(*) AS n, SUM(-o.amount) AS difference FROM statement_file_line o
       LEFT JOIN statement_file_line s ON s.file_id = ? AND s.line_key = o.line_key
      WHERE o.file_id = ? AND s.line_no IS NULL`,
    [fileId, olderId],
  );
  return { lines: Number(row?.n), difference: BigInt(row?.difference ?? 0) };
}

/** The accepted file of the same account, bill and days; locked. */
export async function acceptedVersion(
  tx: Tx,
  file: {
    readonly id: string;
    readonly accountId: string;
    readonly bill: string;
    readonly firstDay: string;
    readonly lastDay: string;
  },
  target: LineTarget,
): Promise<string | null> {
  const [row]: { id: string }[] = await tx.query(
    `SELECT id FROM statement_file WHERE ${TARGETS[target].file} = ? AND bill = ? AND first_day = ? AND last_day = ?
        AND state = 'accepted' AND id <> ? FOR UPDATE`,
    [file.accountId, file.bill, file.firstDay, file.lastDay, file.id],
  );
  return row?.id ?? null;
}

/** Locks the account, so that two acceptances (or an import) of it take turns. */
export async function lockAccount(tx: Tx, accountId: string, target: LineTarget): Promise<void> {
  const table = target === 'bank' ? 'bank_account' : 'provider_account';
  await tx.query(`SELECT id FROM ${table} WHERE id = ? FOR UPDATE`, [accountId]);
}
