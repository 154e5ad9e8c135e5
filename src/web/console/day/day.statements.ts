/** What of a day's gifts is asked for. `lacking` = only gifts that still lack their fee or their receipt. */
export interface DayFilter {
  readonly projectId: string | null;
  readonly lacking: 'fee' | 'receipt' | null;
  /** Part of a public label, or a receipt's number. */
  readonly text: string | null;
}

/** Kinds of entry that bring a gift, whichever way it came. */
const BRINGS = "('gift', 'suspense_gift', 'offline_gift', 'platform_gift')";

/**
 * What went back of a payment so far: refunds that are booked, lost disputes, and a gift past the providers that was
 * annulled. By payment, so that of a gift that was paid twice the right one is smaller.
 */
const REFUNDED = `
    COALESCE((SELECT SUM(r.amount) FROM refund r
       WHERE r.provider_account_id = f.provider_account_id AND r.payment_key = f.fact_key AND r.place IS NOT NULL
         AND r.state NOT IN ('requested', 'withdrawn', 'undone')), 0)
  + COALESCE((SELECT SUM(q.amount) FROM dispute q
       WHERE q.donation_id = e.subject_id AND q.provider_account_id = f.provider_account_id
         AND q.payment_key = f.fact_key AND q.state = 'lost'), 0)
  + IF(e.kind = 'offline_gift' AND EXISTS (SELECT 1 FROM entry v WHERE v.reverses_id = e.id
       AND v.organization_id = e.organization_id), o.amount, 0)`;

/**
 * The gifts of one accounting day as the ledger booked them: an entry is the row, everything else hangs on it. So
 * the list's totals are the ledger's, whatever a filter or a missing receipt does. A fee belongs to one payment and is
 * what the provider's own line says, also when that came before the payment's event or the gift was paid twice; a
 * gift past the providers has none.
 */
const GIFTS = `
  SELECT e.id AS entryId, e.occurred_at AS occurredAt, e.kind = 'suspense_gift' AS inSuspense,
    COALESCE(o.way, a.provider) AS way, COALESCE(a.display_name, IF(a.provider = 'platform', a.account, NULL)) AS account,
    d.id AS donationId, d.status, d.public_label AS label,
    p.id AS projectId, p.name_zh AS projectNameZh, p.name_en AS projectNameEn,
    (SELECT SUM(t.amount) FROM transfer t WHERE t.entry_id = e.id) AS amount,
    (SELECT MIN(t.currency) FROM transfer t WHERE t.entry_id = e.id) AS currency,
    COALESCE(o.amount, f.amount) AS paid,
    ${REFUNDED} AS refunded,
    IF(e.kind = 'offline_gift', 0, (SELECT SUM(l.fee) FROM statement_line l
      WHERE l.provider_account_id = f.provider_account_id AND l.provider_payment_id = f.fact_key
        AND l.type IN ('charge', 'payment'))) AS fee,
    CASE WHEN r.id IS NULL THEN NULL ELSE CONCAT(r.year, '-', LPAD(r.no, 8, '0')) END AS receiptNo,
    i.amount AS receipted, s.seq AS ledgerSeq
  FROM entry e
  LEFT JOIN fact f ON e.source_type = 'fact' AND f.id = e.source_id
  LEFT JOIN provider_account a ON a.id = f.provider_account_id
  LEFT JOIN offline_gift o ON e.source_type = 'offline_gift' AND o.id = e.source_id
  LEFT JOIN donation d ON d.id = e.subject_id AND d.organization_id = e.organization_id
  LEFT JOIN project p ON p.id = COALESCE(e.project_id, d.project_id)
  LEFT JOIN receipt_item i ON i.live_donation_id = d.id
  LEFT JOIN receipt r ON r.id = i.receipt_id
  LEFT JOIN ledger_sequence s ON s.entry_id = e.id`;

const OF_DAY = `e.organization_id = ? AND e.booked_on = ? AND e.kind IN ${BRINGS}`;

/** A query with its values. */
export interface Asked {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/**
 * One page of the day's gifts by time. Without a filter the page is cut out of the bare entries first, so that a day
 * with very many gifts costs no more than the page that is looked at.
 */
export function giftsPage(
  organizationId: string,
  day: string,
  filter: DayFilter,
  { skip, limit }: { readonly skip: number; readonly limit: number },
): Asked {
  const { conditions, values } = narrowed(filter);
  if (conditions.length === 0)
    return {
      sql: `${GIFTS}
        JOIN (SELECT e.id FROM entry e WHERE ${OF_DAY} ORDER BY e.occurred_at, e.id LIMIT ? OFFSET ?) cut ON cut.id = e.id
        ORDER BY e.occurred_at, e.id`,
      values: [organizationId, day, limit, skip],
    };
  return {
    sql: `SELECT * FROM (${GIFTS} WHERE ${OF_DAY}) g WHERE ${conditions.join(' AND ')}
      ORDER BY g.occurredAt, g.entryId LIMIT ? OFFSET ?`,
    values: [organizationId, day, ...values, limit, skip],
  };
}

/** Totals of the gifts that the filter lets through, by project and currency. */
export function giftTotals(organizationId: string, day: string, filter: DayFilter): Asked {
  const { conditions, values } = narrowed(filter);
  return {
    sql: `SELECT g.projectId, g.projectNameZh AS nameZh, g.projectNameEn AS nameEn, g.currency,
        COUNT(*) AS gifts, SUM(g.amount) AS amount, COUNT(g.fee) AS feesKnown, COALESCE(SUM(g.fee), 0) AS fee,
        SUM(g.refunded) AS refunded,
        COALESCE(SUM(CASE WHEN g.fee IS NULL THEN NULL ELSE g.amount - g.refunded - g.fee END), 0) AS net,
        COUNT(CASE WHEN g.due THEN g.receiptNo END) AS receipts,
        COALESCE(SUM(CASE WHEN g.due THEN g.receipted END), 0) AS receipted,
        SUM(g.due) AS receiptsDue, COALESCE(SUM(CASE WHEN g.due THEN g.amount - g.refunded END), 0) AS receiptsDueAmount,
        COUNT(g.ledgerSeq) AS numbered, COALESCE(SUM(g.paid), 0) AS paid
      FROM (SELECT g.*, NOT g.inSuspense AND g.amount > g.refunded AND ROW_NUMBER() OVER (
              PARTITION BY COALESCE(g.donationId, g.entryId), g.inSuspense, g.amount > g.refunded ORDER BY g.entryId) = 1 AS due
            FROM (${GIFTS} WHERE ${OF_DAY}) g WHERE ${['1 = 1', ...conditions].join(' AND ')}) g
      GROUP BY g.projectId, g.projectNameZh, g.projectNameEn, g.currency ORDER BY amount DESC, g.projectId`,
    values: [organizationId, day, ...values],
  };
}

function narrowed(filter: DayFilter): { conditions: string[]; values: string[] } {
  const conditions: string[] = [];
  const values: string[] = [];
  if (filter.projectId !== null) {
    conditions.push('g.projectId = ?');
    values.push(filter.projectId);
  }
  if (filter.lacking === 'fee') conditions.push('g.fee IS NULL');
  if (filter.lacking === 'receipt')
    conditions.push('g.receiptNo IS NULL AND NOT g.inSuspense AND g.amount > g.refunded');
  if (filter.text !== null) {
    const part = `%${filter.text.replace(/[\\%_]/g, '\\$&')}%`;
    conditions.push('(g.label LIKE ? OR g.receiptNo LIKE ?)');
    values.push(part, part);
  }
  return { conditions, values };
}
