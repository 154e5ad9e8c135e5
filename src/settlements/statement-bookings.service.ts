import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { ProviderStatementLine } from '../providers/payment-provider.service.js';

/** A stored line of a file, with what only files say. */
export interface FileLine extends ProviderStatementLine {
  readonly id: string;
  readonly fileId: string;
  readonly accountId: string;
  readonly merchantRef: string | null;
  readonly attach: string | null;
  readonly description: string | null;
  readonly status: string | null;
}

/** What is done with a file's lines, in this order: payments first, for nothing goes back that has not come. */
export type BookingPhase = 'payments' | 'rest' | 'payouts' | 'done';

/** An accepted file whose lines are being booked. */
export interface OpenBooking {
  readonly fileId: string;
  readonly organizationId: string;
  readonly accountId: string;
  readonly makesFacts: boolean;
  readonly phase: BookingPhase;
  readonly cursor: string;
}

/** How far a file is: lines to look at, and looked at. */
export interface BookingProgress {
  readonly phase: BookingPhase;
  readonly steps: number;
  readonly stepsDone: number;
}

const COLUMNS = `l.id, l.file_id AS fileId, l.provider_account_id AS accountId, l.line_key AS \`key\`, l.type, l.amount,
  l.fee, l.net, l.currency, l.provider_payment_id AS paymentId, l.source_key AS sourceKey,
  l.merchant_ref AS merchantRef, l.attach, l.description, l.status, l.occurred_at AS occurredAt,
  l.available_on AS availableOn, l.raw`;

type Row = Omit<FileLine, 'amount' | 'fee' | 'net'> & { amount: string; fee: string; net: string };
type BookingRow = Omit<OpenBooking, 'makesFacts'> & { makesFacts: number };

const AFTER: Readonly<Record<BookingPhase, BookingPhase>> = {
  payments: 'rest',
  rest: 'payouts',
  payouts: 'done',
  done: 'done',
};

/** How far the lines of accepted files are booked; what is booked from them is the caller's. */
@Injectable()
export class StatementBookings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Takes up the accepted files of providers that nobody has begun. Two people's yes makes facts of their lines. */
  async begin(): Promise<void> {
    const waiting = await this.database.rows<{ id: string }>(
      `SELECT f.id FROM statement_file f LEFT JOIN statement_booking b ON b.file_id = f.id
        WHERE f.accepted_at IS NOT NULL AND f.provider_account_id IS NOT NULL AND b.file_id IS NULL
        ORDER BY f.accepted_at, f.id LIMIT 100`,
    );
    for (const { id } of waiting)
      await this.database.inTransaction((tx) =>
        tx.query(
          `INSERT IGNORE INTO statement_booking (file_id, organization_id, provider_account_id, makes_facts, phase,
             steps, begun_at)
           SELECT f.id, f.organization_id, f.provider_account_id, f.approval_id IS NOT NULL,
                  IF(f.approval_id IS NULL, 'rest', 'payments'),
                  (SELECT COUNT(*) + COUNT(IF(f.approval_id IS NOT NULL AND l.type = 'payment', 1, NULL))
                     FROM statement_line l WHERE l.file_id = f.id), ?
             FROM statement_file f WHERE f.id = ?`,
          [this.clock.now(), id],
        ),
      );
  }

  /** Files that are not done, oldest first. */
  async open(): Promise<Pick<OpenBooking, 'fileId' | 'accountId'>[]> {
    return this.database.rows(
      `SELECT file_id AS fileId, provider_account_id AS accountId FROM statement_booking
        WHERE phase IN ('payments', 'rest', 'payouts') ORDER BY begun_at, file_id LIMIT 100`,
    );
  }

  /** How far a file's lines are booked; null before anybody began. */
  async progressOf(fileId: string): Promise<BookingProgress | null> {
    const [row] = await this.database.rows<BookingProgress>(
      'SELECT phase, steps, steps_done AS stepsDone FROM statement_booking WHERE file_id = ?',
      [fileId],
    );
    return row ?? null;
  }

  /** The file's booking, locked; null when it is done or another worker is at it. */
  async lock(tx: Tx, fileId: string): Promise<OpenBooking | null> {
    const rows: BookingRow[] = await tx.query(
      `SELECT file_id AS fileId, organization_id AS organizationId, provider_account_id AS accountId,
              makes_facts AS makesFacts, phase, line_cursor AS \`cursor\`
         FROM statement_booking WHERE file_id = ? AND phase <> 'done' FOR UPDATE SKIP LOCKED`,
      [fileId],
    );
    const [row] = rows;
    return row ? { ...row, makesFacts: row.makesFacts === 1 } : null;
  }

  /** The next lines of the phase at hand. */
  async lines(tx: Tx, { fileId, phase, cursor }: OpenBooking, limit: number): Promise<FileLine[]> {
    const rows: Row[] = await tx.query(
      `SELECT ${COLUMNS} FROM statement_line l
        WHERE l.file_id = ? AND l.id > ?${phase === 'payments' ? " AND l.type = 'payment'" : ''}
        ORDER BY l.id LIMIT ?`,
      [fileId, cursor, limit],
    );
    return rows.map(toLine);
  }

  /** These lines, whichever files they are of. */
  async linesById(tx: Tx, ids: readonly string[]): Promise<FileLine[]> {
    if (ids.length === 0) return [];
    const rows: Row[] = await tx.query(`SELECT ${COLUMNS} FROM statement_line l WHERE l.id IN (?)`, [ids]);
    return rows.map(toLine);
  }

  /**
   * Notes that these lines are booked; when there were fewer than asked for, the next phase begins.
   * @returns the phase from now on.
   */
  async advance(
    tx: Tx,
    { fileId, phase, cursor }: OpenBooking,
    lines: readonly FileLine[],
    limit: number,
  ): Promise<BookingPhase> {
    const ended = lines.length < limit;
    const next = ended ? AFTER[phase] : phase;
    const now = this.clock.now();
    await tx.query(
      `UPDATE statement_booking SET phase = ?, line_cursor = ?, steps_done = steps_done + ?, done_at = ? WHERE file_id = ?`,
      [
        ...[next, ended ? '0' : (lines.at(-1)?.id ?? cursor), lines.length],
        ...[next === 'done' ? now : null, fileId],
      ],
    );
    return next;
  }
}

function toLine(row: Row): FileLine {
  const raw = typeof row.raw === 'string' ? row.raw : JSON.stringify(row.raw);
  return { ...row, amount: BigInt(row.amount), fee: BigInt(row.fee), net: BigInt(row.net), raw };
}
