import type { Database } from '../platform/database/database.js';

/** A project's fund, and up to which ledger number its gifts are known. */
export interface FundPlace {
  readonly fundId: string;
  readonly projectId: string;
  readonly organizationId: string;
  readonly currency: string;
  readonly slug: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly ledgerSeq: string;
  readonly asOf: Date | null;
}

const PLACE = `SELECT p.fund_id AS fundId, p.id AS projectId, p.organization_id AS organizationId, p.currency, p.slug,
       p.name_zh AS nameZh, p.name_en AS nameEn, COALESCE(c.ledger_seq, 0) AS ledgerSeq, s.numbered_at AS asOf
  FROM project p
  LEFT JOIN progress_cursor c ON c.organization_id = p.organization_id
  LEFT JOIN ledger_sequence s ON s.organization_id = p.organization_id AND s.seq = c.ledger_seq`;

export async function placeOfProject(database: Database, projectId: string): Promise<FundPlace | null> {
  const [place] = await database.rows<FundPlace>(`${PLACE} WHERE p.id = ?`, [projectId]);
  return place ?? null;
}

/** The project whose fund it is; null for a fund that is no project's. */
export async function placeOfFund(database: Database, fundId: string): Promise<FundPlace | null> {
  const [place] = await database.rows<FundPlace>(`${PLACE} WHERE p.fund_id = ?`, [fundId]);
  return place ?? null;
}

/** What is left of a gift, and the number under which it came; null while it is in no total. */
export async function giftIn(
  database: Database,
  { projectId }: FundPlace,
  donationId: string,
): Promise<{ net: bigint; seq: string } | null> {
  const [gift] = await database.rows<{ net: string; seq: string }>(
    'SELECT net, first_seq AS seq FROM project_gift WHERE project_id = ? AND donation_id = ?',
    [projectId, donationId],
  );
  return gift ? { net: BigInt(gift.net), seq: gift.seq } : null;
}

const TRANSFER = `FROM fund_transfer t
  JOIN entry e ON e.organization_id = t.organization_id AND e.source_type = 'fund_transfer' AND e.source_id = t.id
  JOIN ledger_sequence s ON s.entry_id = e.id
 WHERE s.seq <= ?`;

/** What had come into a fund before a number: gifts as they stand today, and money of other funds. One index each. */
export async function cameBefore(database: Database, place: FundPlace, seq: string): Promise<bigint> {
  const { projectId, fundId, ledgerSeq } = place;
  const [sum] = await database.rows<{ came: string }>(
    `SELECT (SELECT COALESCE(SUM(net), 0) FROM project_gift WHERE project_id = ? AND first_seq < ? AND net > 0)
          + (SELECT COALESCE(SUM(t.amount), 0) ${TRANSFER} AND t.to_fund_id = ? AND s.seq < ?) AS came`,
    [projectId, seq, ledgerSeq, fundId, seq],
  );
  return BigInt(sum?.came ?? 0);
}

/** The number of a transfer in its organization's books; null while it has none that is known here. */
export async function numberOfTransfer(
  database: Database,
  { ledgerSeq }: FundPlace,
  transferId: string,
): Promise<string | null> {
  const [row] = await database.rows<{ seq: string }>(`SELECT s.seq ${TRANSFER} AND t.id = ?`, [
    ledgerSeq,
    transferId,
  ]);
  return row?.seq ?? null;
}

/** Money that left a fund. */
export interface OutRow {
  /** A disbursement · a transfer to another fund · more taken back of a gift than it had brought. */
  readonly kind: 'disbursement' | 'fund_transfer' | 'shortfall';
  readonly id: string;
  readonly amount: string;
  readonly at: Date;
  readonly toFundId: string | null;
}

/**
 * All that went out of a fund, in the order of the books: what the bank returned is not among it. Read from the ledger
 * up to the same number as the gifts.
 */
export function wentOut(database: Database, place: FundPlace): Promise<OutRow[]> {
  const { projectId, organizationId, fundId, ledgerSeq } = place;
  return database.rows<OutRow>(
    `SELECT kind, id, amount, at, toFundId FROM (
       SELECT 'disbursement' AS kind, d.id, d.amount, s.numbered_at AS at, NULL AS toFundId, s.seq
         FROM disbursement d
         JOIN entry e ON e.organization_id = d.organization_id AND e.source_type = 'disbursement' AND e.source_id = d.id
         JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
         LEFT JOIN entry r ON r.reverses_id = e.id
         LEFT JOIN ledger_sequence rs ON rs.entry_id = r.id AND rs.seq <= ?
        WHERE d.fund_id = ? AND rs.seq IS NULL
       UNION ALL
       SELECT 'fund_transfer', t.id, t.amount, s.numbered_at, t.to_fund_id, s.seq ${TRANSFER} AND t.from_fund_id = ?
       UNION ALL
       SELECT 'shortfall', g.donation_id, -g.net, s.numbered_at, NULL, g.first_seq
         FROM project_gift g JOIN ledger_sequence s ON s.organization_id = ? AND s.seq = g.first_seq
        WHERE g.project_id = ? AND g.net < 0
     ) went ORDER BY seq, id`,
    [ledgerSeq, ledgerSeq, fundId, ledgerSeq, fundId, organizationId, projectId],
  );
}
