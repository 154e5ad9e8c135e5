import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { type BatchCounts, type FailedMail, MailBatches } from '../platform/mail/mail-batches.js';
import { batchKey, type GiverMailing, MAILING_COLUMNS, UPDATE_SOURCE } from './giver-mailing.js';
import { AGREED } from './update-consents.statements.js';

/** A mailing with how far its mails are. */
export interface MailingProgress extends GiverMailing {
  readonly counts: BatchCounts;
}

/** How many readers a project's updates have, by language. */
export interface Audience {
  readonly all: number;
  readonly english: number;
}

const NOTHING: BatchCounts = { waiting: 0, sent: 0, refused: 0, stopped: 0 };

/** Read models of what is mailed to givers. */
@Injectable()
export class GiverMailingsQueries {
  constructor(
    private readonly database: Database,
    private readonly mails: MailBatches,
  ) {}

  /** Who would be mailed an update of the project now. */
  async audienceOf(projectId: string): Promise<Audience> {
    const [row] = await this.database.rows<{ everybody: string; english: string }>(
      `SELECT COUNT(DISTINCT c.donor_id) AS everybody,
              COUNT(DISTINCT CASE WHEN c.locale = 'en' THEN c.donor_id END) AS english FROM ${AGREED}`,
      [projectId],
    );
    return { all: Number(row?.everybody ?? 0), english: Number(row?.english ?? 0) };
  }

  /** The mailings of an update's wordings, the first one first. */
  async ofUpdate(updateId: string): Promise<MailingProgress[]> {
    return this.withCounts(
      await this.database.rows<GiverMailing>(
        `SELECT ${MAILING_COLUMNS} FROM giver_mailing WHERE source_type = ? AND source_id = ? ORDER BY revision`,
        [UPDATE_SOURCE, updateId],
      ),
    );
  }

  /** Mails of a mailing that did not arrive, the newest first; addresses masked. */
  failuresOf(mailingId: string, limit: number): Promise<FailedMail[]> {
    return this.mails.failuresOf(batchKey(mailingId), limit);
  }

  private withCounts(mailings: readonly GiverMailing[]): Promise<MailingProgress[]> {
    return Promise.all(
      mailings.map(async (mailing) => ({
        ...mailing,
        counts: finalCounts(mailing) ?? (await this.mails.countsOf(batchKey(mailing.id))),
      })),
    );
  }
}

/** The counts that were kept when the mails were removed; MariaDB gives JSON as text, MySQL as a value. */
function finalCounts({ finalCounts: kept }: GiverMailing): BatchCounts | null {
  if (kept === null) return null;
  const counts: Partial<BatchCounts> = typeof kept === 'string' ? JSON.parse(kept) : kept;
  return { ...NOTHING, ...counts };
}
