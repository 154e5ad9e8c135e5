import type { TestApp } from '../support/app.js';

/** What the books say of one society: names instead of ids, in an order that says nothing about who came first. */
export interface Canon {
  readonly entries: readonly string[];
  readonly statuses: readonly string[];
  readonly balances: readonly string[];
  readonly refunds: readonly string[];
  readonly cases: readonly string[];
}

interface EntryRow {
  readonly id: string;
  readonly source: string;
  readonly text: string;
  readonly bookedOn: string;
}

const NAMED = (column: string): string => `REPLACE(${column}, ?, '')`;

/**
 * The canonical list: every entry by what it is made from, with kind, subject, time and all legs. Ids, numbers and the
 * time of posting are left out; the day on which it is booked is read apart.
 */
export async function canonOf(app: TestApp, organizationId: string, tag: string): Promise<Canon> {
  const { database } = app;
  const lines = async (sql: string, parameters: readonly unknown[]) =>
    (await database.rows<{ line: string }>(sql, parameters)).map(({ line }) => line).sort();
  return {
    entries: (await entriesOf(app, organizationId, tag))
      .map(({ source, text }) => `${source} | ${text}`)
      .sort(),
    statuses: await lines(
      `SELECT CONCAT(COALESCE(${NAMED('g.bank_reference')}, ${NAMED('d.form_key')}), ' ', d.status) AS line
         FROM donation d LEFT JOIN offline_gift g ON g.id = d.id WHERE d.organization_id = ?`,
      [tag, tag, organizationId],
    ),
    balances: await lines(
      `SELECT CONCAT_WS(' ', a.code, IF(f.kind = 'restricted', 'F', f.code), p.currency, SUM(p.amount)) AS line
         FROM (SELECT debit_account_id AS account, fund_id, currency, amount FROM transfer WHERE organization_id = ?
               UNION ALL
               SELECT credit_account_id, fund_id, currency, -amount FROM transfer WHERE organization_id = ?) p
         JOIN account a ON a.id = p.account JOIN fund f ON f.id = p.fund_id
        GROUP BY a.code, f.kind, f.code, p.currency`,
      [organizationId, organizationId],
    ),
    refunds: await lines(
      `SELECT CONCAT_WS(' ', origin, state, amount, ${NAMED('COALESCE(provider_refund_id, note)')}) AS line
         FROM refund WHERE organization_id = ?`,
      [tag, organizationId],
    ),
    cases: await lines(
      "SELECT CONCAT_WS(' ', kind, amount) AS line FROM work_case WHERE organization_id = ?",
      [organizationId],
    ),
  };
}

/** Each entry with its source and text as in the canon, and the day on which it is booked. */
export function entriesOf(app: TestApp, organizationId: string, tag: string): Promise<EntryRow[]> {
  return app.database.rows<EntryRow>(
    `SELECT e.id, CONCAT(e.source_type, ' ', COALESCE(CONCAT(f.kind, ' ', ${NAMED('f.fact_key')}),
                   CONCAT(${NAMED('r.note')}), ${NAMED('g.bank_reference')}, ${NAMED('b.bank_reference')}, ${NAMED("SUBSTRING_INDEX(e.source_id, ':', -1)")})) AS source,
            CONCAT_WS(' ', e.kind, e.subject_type, COALESCE(${NAMED('g.bank_reference')}, ${NAMED('d.form_key')}, ${NAMED('b.bank_reference')}, ${NAMED('e.subject_id')}),
                   e.occurred_at, x.legs) AS text,
            e.booked_on AS bookedOn
       FROM entry e
       JOIN (SELECT t.entry_id, GROUP_CONCAT(CONCAT_WS(' ', db.code, cr.code, IF(u.kind = 'restricted', 'F', u.code),
                    t.amount, t.currency) ORDER BY t.leg SEPARATOR ', ') AS legs
               FROM transfer t JOIN account db ON db.id = t.debit_account_id JOIN account cr ON cr.id = t.credit_account_id
               JOIN fund u ON u.id = t.fund_id WHERE t.organization_id = ? GROUP BY t.entry_id) x ON x.entry_id = e.id
       LEFT JOIN fact f ON f.id = e.source_id AND e.source_type IN ('fact', 'dispute_lost')
       LEFT JOIN refund r ON r.id = e.source_id AND e.source_type = 'refund'
       LEFT JOIN offline_gift g ON g.id = e.source_id AND e.source_type = 'offline_gift'
       LEFT JOIN disbursement b ON b.id = e.subject_id
       LEFT JOIN donation d ON d.id = e.subject_id
      WHERE e.organization_id = ?`,
    [tag, tag, tag, tag, tag, tag, tag, tag, tag, organizationId, organizationId],
  );
}
