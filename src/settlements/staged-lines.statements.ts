import type { Tx } from '../platform/database/database.js';
import { RowLoad } from '../platform/database/row-load.js';
import type { ParsedLine } from './files/parsed-line.js';

const COLUMNS = [
  ...['file_id', 'line_no', 'line_key', 'type', 'amount', 'fee', 'net', 'currency', 'provider_payment_id'],
  ...['source_key', 'merchant_ref', 'attach', 'description', 'status', 'balance_after', 'occurred_at', 'day'],
  ...['raw', 'counterparty_encrypted'],
];

/** Lines of a file on their way beside it, before anybody accepted them. */
export class StagedLines {
  private readonly rows = new RowLoad('statement_file_line', COLUMNS, ['counterparty_encrypted']);

  constructor(private readonly fileId: string) {}

  get size(): number {
    return this.rows.size;
  }

  /** @param sealed who paid or was paid, encrypted; null = the line does not say. */
  add(line: ParsedLine, sealed: Buffer | null): void {
    this.rows.add([
      ...[this.fileId, line.lineNo, line.key, line.type, line.amount, line.fee, line.net, line.currency],
      ...[line.paymentId, line.sourceKey, line.merchantRef, line.attach, line.description, line.status],
      ...[line.balanceAfter, utcText(line.occurredAt), line.day, JSON.stringify(line.raw), sealed],
    ]);
  }

  write(tx: Tx): Promise<void> {
    return this.rows.into(tx);
  }
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
