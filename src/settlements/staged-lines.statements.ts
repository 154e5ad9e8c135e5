import mysql from 'mysql2';
import type { Tx } from '../platform/database/database.js';
import type { ParsedLine } from './files/parsed-line.js';

/** Writes lines of a file beside it, before anybody accepted them. */
export async function stageLines(
  tx: Tx,
  fileId: string,
  lines: readonly ParsedLine[],
  sealed: (line: ParsedLine) => Buffer | null,
): Promise<void> {
  const rows = lines.map((line) => rowText(fileId, line, line.counterparty === null ? null : sealed(line)));
  await tx.query(
    `INSERT INTO statement_file_line (file_id, line_no, line_key, type, amount, fee, net, currency,
       provider_payment_id, source_key, merchant_ref, attach, description, status, balance_after,
       counterparty_encrypted, occurred_at, day, raw) VALUES ${rows.join(',')}`,
  );
}

/**
 * A row as SQL text. A million lines have nineteen million values: looking each one up by its type, as the driver does
 * for placeholders, takes as long as reading the file.
 */
function rowText(fileId: string, line: ParsedLine, sealed: Buffer | null): string {
  return `(${quoted(fileId)},${line.lineNo},${quoted(line.key)},${quoted(line.type)},${line.amount},${line.fee},${line.net},${quoted(line.currency)},${quoted(line.paymentId)},${quoted(line.sourceKey)},${quoted(line.merchantRef)},${quoted(line.attach)},${quoted(line.description)},${quoted(line.status)},${line.balanceAfter ?? 'NULL'},${sealed === null ? 'NULL' : `X'${sealed.toString('hex')}'`},'${utcText(line.occurredAt)}','${line.day}',${quoted(JSON.stringify(line.raw))})`;
}

/** What ends or escapes inside single quotes: texts with any of these go the driver's way. */
const SPECIAL = /['\\\p{Cc}]/u;

function quoted(text: string | null): string {
  if (text === null) return 'NULL';
  return SPECIAL.test(text) ? mysql.escape(text) : `'${text}'`;
}

/** "YYYY-MM-DD hh:mm:ss.mmm" of UTC, as the connection's times are. */
function utcText(at: Date): string {
  const iso = at.toISOString();
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

const CLEARED_AT_ONCE = 20_000;

/** Takes some of a file's staged lines away. @returns how many; call again until it is none. */
export async function unstageSome(tx: Tx, fileId: string): Promise<number> {
  const { affectedRows }: { affectedRows: number } = await tx.query(
    'DELETE FROM statement_file_line WHERE file_id = ? ORDER BY line_no LIMIT ?',
    [fileId, CLEARED_AT_ONCE],
  );
  return affectedRows;
}

/**
 * Gives lines that a file states more than once keys of their own ("…~2"), in the order of the file: each of them is
 * kept, and whether it is a duplicate is for reconciliation to say (D07).
 */
export async function tellApart(tx: Tx, fileId: string): Promise<void> {
  await tx.query(
    `UPDATE statement_file_line l
       JOIN (SELECT line_no, ROW_NUMBER() OVER (PARTITION BY line_key ORDER BY line_no) AS nth
               FROM statement_file_line WHERE file_id = ? AND line_key IN (
                 SELECT line_key FROM statement_file_line WHERE file_id = ? GROUP BY line_key HAVING COUNT(*) > 1)) d
         ON d.line_no = l.line_no
        SET l.line_key = CONCAT(l.line_key, '~', d.nth)
      WHERE l.file_id = ? AND d.nth > 1`,
    [fileId, fileId, fileId],
  );
}

/** How many lines of a file are staged. */
export async function countStaged(tx: Tx, fileId: string): Promise<number> {
  const [row]: { n: string }[] = await tx.query(
    'SELECT COUNT(*) AS n FROM statement_file_line WHERE file_id = ?',
    [fileId],
  );
  return Number(row?.n);
}
