/** Disbursements that the bank has paid and that have their number: what everybody may know of. */
export const PUBLIC_LINES = `SELECT d.id, d.project_id AS projectId, s.seq AS ledgerSeq, d.paid_on AS paidOn, d.amount,
         d.currency, d.account_code AS kind, d.public_zh AS publicZh, d.public_en AS publicEn, d.area_zh AS areaZh,
         d.area_en AS areaEn, d.households, d.persons, d.returned_on AS returnedOn
    FROM disbursement d
    JOIN project p ON p.id = d.project_id AND p.state IN ('published', 'closed')
    JOIN entry e ON e.organization_id = d.organization_id AND e.source_type = 'disbursement' AND e.source_id = d.id
    JOIN ledger_sequence s ON s.entry_id = e.id
   WHERE d.state IN ('paid', 'returned')`;

/** Papers that a second person has made public, of disbursements that are public. */
export const PUBLIC_EVIDENCE = `SELECT v.id, v.disbursement_id AS disbursementId, v.kind, v.title_zh AS titleZh,
         v.title_en AS titleEn, v.sha256, v.file_id AS fileId, f.content_type AS contentType, f.size, p.slug
    FROM disbursement_evidence v
    JOIN stored_file f ON f.id = v.file_id
    JOIN disbursement d ON d.id = v.disbursement_id AND d.state IN ('paid', 'returned')
    JOIN project p ON p.id = d.project_id AND p.state IN ('published', 'closed')
   WHERE v.state = 'published'`;

/** What a fund has spent, and what was moved into it less what was moved out, up to a number of its books. */
export const SPENT_AND_MOVED = `SELECT
         SUM(CASE WHEN e.kind IN ('disbursement', 'disbursement_returned')
                  THEN (d.kind = 'cost') * t.amount - (c.kind = 'cost') * t.amount ELSE 0 END) AS spent,
         SUM(CASE WHEN e.kind IN ('fund_transfer', 'adjustment', 'provider_fee', 'provider_fee_returned')
                  THEN (c.kind IN ('income', 'cost', 'net_asset')) * t.amount
                     - (d.kind IN ('income', 'cost', 'net_asset')) * t.amount ELSE 0 END) AS moved
    FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
    JOIN transfer t ON t.entry_id = e.id
    JOIN account d ON d.id = t.debit_account_id JOIN account c ON c.id = t.credit_account_id
   WHERE t.fund_id = ?`;
