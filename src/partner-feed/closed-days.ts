import type { Tx } from '../platform/database/database.js';

/** A closing of a day that partners have not been told of. */
export interface ClosedDay {
  readonly organizationId: string;
  /** Number of the seal within its organization. */
  readonly no: number;
  readonly day: string;
  /** The first of the days that were closed together. */
  readonly from: string;
  /** More than 1: the day had been opened again. */
  readonly revision: number;
}

interface Row {
  organization_id: string;
  no: number;
  day: string;
  covers_from: string;
  revision: number;
}

/**
 * The next untold closing of each organization, once the channels' figures contain everything that it sealed. The
 * caller has the relay's turn.
 */
export async function closedDays(tx: Tx): Promise<ClosedDay[]> {
  const rows: Row[] = await tx.query(
    `SELECT s.organization_id, s.no, s.day, s.covers_from, s.revision
       FROM partner_feed_cursor c
       JOIN day_seal s ON s.organization_id = c.organization_id AND s.no = c.seal_no + 1
      WHERE c.ledger_seq >= COALESCE((SELECT MAX(b.to_seq) FROM day_seal_block b
                                       WHERE b.organization_id = s.organization_id AND b.seal_no = s.no), 0)`,
  );
  return rows.map(({ organization_id, no, day, covers_from, revision }) => ({
    ...{ organizationId: organization_id, no, day, from: covers_from, revision },
  }));
}

export async function passDay(tx: Tx, { organizationId, no }: ClosedDay): Promise<void> {
  await tx.query('UPDATE partner_feed_cursor SET seal_no = ? WHERE organization_id = ?', [
    no,
    organizationId,
  ]);
}
