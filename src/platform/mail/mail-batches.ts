import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../database/database.js';

/** How many mails of a batch are in which state. */
export interface BatchCounts {
  readonly waiting: number;
  readonly sent: number;
  /** Refused for good by the readers' servers. */
  readonly refused: number;
  /** Stopped before they left: unsubscribed, marked address, called off. */
  readonly stopped: number;
}

/** A mail of a batch that did not arrive; the address masked. */
export interface FailedMail {
  readonly recipientMasked: string;
  readonly state: 'REFUSED' | 'STOPPED';
  readonly problem: string;
  readonly endedAt: Date;
}

const ROWS_AT_ONCE = 2_000;

/** Mails that were written together for many readers: how far they are, and how they are stopped. */
@Injectable()
export class MailBatches {
  constructor(private readonly database: Database) {}

  async countsOf(batchKey: string): Promise<BatchCounts> {
    const rows = await this.database.rows<{ state: string; n: string }>(
      'SELECT state, COUNT(*) AS n FROM mail_message WHERE batch_key = ? GROUP BY state',
      [batchKey],
    );
    const of = (state: string) => Number(rows.find((row) => row.state === state)?.n ?? 0);
    return { waiting: of('WAITING'), sent: of('SENT'), refused: of('REFUSED'), stopped: of('STOPPED') };
  }

  /** Mails of a batch that did not arrive, the newest first. */
  failuresOf(batchKey: string, limit: number): Promise<FailedMail[]> {
    return this.database.rows<FailedMail>(
      `SELECT recipient_masked AS recipientMasked, state, problem, ended_at AS endedAt FROM mail_message
        WHERE batch_key = ? AND state IN ('REFUSED', 'STOPPED') ORDER BY ended_at DESC, id DESC LIMIT ?`,
      [batchKey, limit],
    );
  }

  /** What waits under a reader's key is not sent any more. A mail that is just leaving may still arrive. */
  async stopReader(tx: Tx, stopKey: string): Promise<void> {
    await tx.query(
      `UPDATE mail_message SET state = 'STOPPED', problem = 'unsubscribed', ended_at = UTC_TIMESTAMP(6)
        WHERE stop_key = ? AND state = 'WAITING'`,
      [stopKey],
    );
  }

  /** What waits in a batch is not sent any more. */
  async callOff(tx: Tx, batchKey: string): Promise<void> {
    await tx.query(
      `UPDATE mail_message SET state = 'STOPPED', problem = 'called_off', ended_at = UTC_TIMESTAMP(6)
        WHERE batch_key = ? AND state = 'WAITING'`,
      [batchKey],
    );
  }

  /** Removes a batch's mails with their addresses, when nothing of it waits. */
  async forget(batchKey: string): Promise<void> {
    let removed = 0;
    do {
      removed = await this.database.inTransaction(async (tx) => {
        const { affectedRows }: { affectedRows: number } = await tx.query(
          `DELETE FROM mail_message WHERE batch_key = ? AND state <> 'WAITING' LIMIT ${ROWS_AT_ONCE}`,
          [batchKey],
        );
        return affectedRows;
      });
    } while (removed === ROWS_AT_ONCE);
  }
}
