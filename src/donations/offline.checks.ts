import type { Check } from '../platform/database/check.js';

export const offlineChecks: readonly Check[] = [
  {
    name: 'offline gifts are booked as they were checked',
    rule: 'Exactly the offline gifts that are booked, or were annulled since, have a donation and one entry of their amount, project and channel on the day of receipt, under their approval; an annulled one has its reversal.',
    sql: `SELECT g.id, g.state, d.id AS donation_id, e.id AS entry_id, r.id AS reversal FROM offline_gift g
            LEFT JOIN donation d ON d.id = g.id AND d.organization_id = g.organization_id AND d.amount = g.amount
                                AND d.project_id = g.project_id AND d.currency = g.currency
            LEFT JOIN (entry e JOIN transfer t ON t.entry_id = e.id JOIN account a ON a.id = t.debit_account_id
                               JOIN account c ON c.id = t.credit_account_id AND c.code IN ('410101', '410102'))
              ON e.organization_id = g.organization_id AND e.source_type = 'offline_gift' AND e.source_id = g.id
             AND e.kind = 'offline_gift' AND e.subject_type = 'donation' AND e.subject_id = g.id
             AND e.project_id = g.project_id AND e.channel_id <=> g.channel_id AND e.booked_on = g.received_on
             AND e.approval_id = g.approval_id AND t.amount = g.amount AND t.currency = g.currency
             AND a.code = IF(g.way = 'cash', '100101', '100201')
            LEFT JOIN entry r ON r.reverses_id = e.id AND r.approval_id = g.annulment_approval_id
           WHERE (g.state IN ('booked', 'annulled')) <> (d.id IS NOT NULL AND e.id IS NOT NULL)
              OR (g.state = 'annulled') <> (r.id IS NOT NULL) LIMIT 20`,
  },
  {
    name: 'no offline gift without its record',
    rule: 'Every entry of an offline gift or a cash deposit was made from its record.',
    sql: `(SELECT e.id, e.kind, e.source_type, e.source_id FROM entry e
             LEFT JOIN offline_gift g ON g.id = e.source_id AND g.organization_id = e.organization_id
            WHERE e.kind = 'offline_gift' AND (g.id IS NULL OR e.source_type <> 'offline_gift') LIMIT 20)
          UNION ALL
          (SELECT e.id, e.kind, e.source_type, e.source_id FROM entry e
             LEFT JOIN cash_deposit c ON c.id = e.source_id AND c.organization_id = e.organization_id
            WHERE e.kind = 'cash_deposit' AND (c.id IS NULL OR e.source_type <> 'cash_deposit') LIMIT 20)`,
  },
  {
    name: 'cash is what was counted',
    rule: 'The notes and coins on the count sheet of a cash gift add up to its amount; no other gift has a count sheet.',
    sql: `SELECT g.id, g.way, g.amount, SUM(c.denomination * c.pieces) AS counted FROM offline_gift g
            LEFT JOIN cash_count c ON c.offline_gift_id = g.id
           GROUP BY g.id, g.way, g.amount
          HAVING (g.way = 'cash' AND NOT (counted <=> g.amount)) OR (g.way <> 'cash' AND counted IS NOT NULL) LIMIT 20`,
  },
  {
    name: 'cash deposits are booked as they were checked',
    rule: 'Exactly the booked cash deposits have an entry, that moves their amount from cash to the bank on their day.',
    sql: `SELECT c.id, c.state, e.id AS entry_id FROM cash_deposit c
            LEFT JOIN (entry e JOIN transfer t ON t.entry_id = e.id
                               JOIN account b ON b.id = t.debit_account_id AND b.code = '100201'
                               JOIN account a ON a.id = t.credit_account_id AND a.code = '100101')
              ON e.organization_id = c.organization_id AND e.source_type = 'cash_deposit' AND e.source_id = c.id
             AND e.booked_on = c.deposited_on AND t.amount = c.amount AND e.approval_id = c.approval_id
           WHERE (c.state = 'booked') <> (e.id IS NOT NULL) LIMIT 20`,
  },
  {
    name: 'pledges are no income until they are paid',
    rule: 'A pledge is fulfilled exactly when booked gifts of its own project have paid all of it, and no entry is about a pledge.',
    sql: `(SELECT p.id, p.state, p.amount, COALESCE(SUM(g.amount), 0) AS paid FROM pledge p
             LEFT JOIN offline_gift g ON g.pledge_id = p.id AND g.state = 'booked'
            GROUP BY p.id, p.state, p.amount
           HAVING (p.state = 'fulfilled' AND paid < p.amount) OR (p.state = 'open' AND paid >= p.amount) LIMIT 20)
          UNION ALL
          (SELECT g.pledge_id, g.state, g.amount, 0 FROM offline_gift g JOIN pledge p ON p.id = g.pledge_id
            WHERE p.project_id <> g.project_id LIMIT 20)
          UNION ALL
          (SELECT e.subject_id, e.kind, 0, 0 FROM entry e WHERE e.subject_type = 'pledge' LIMIT 20)`,
  },
];
