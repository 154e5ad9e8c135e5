import type { Check } from '../platform/database/check.js';

export const monthlyChecks: readonly Check[] = [
  {
    name: 'a month is given once',
    rule: 'Every gift of a monthly gift belongs to exactly one of its due days, and of one due day there is at most one gift.',
    sql: `SELECT g.id, g.monthly_gift_id FROM donation g
          LEFT JOIN monthly_debit d ON d.donation_id = g.id AND d.monthly_gift_id = g.monthly_gift_id
          WHERE g.monthly_gift_id IS NOT NULL AND d.donation_id IS NULL
          UNION ALL
          SELECT d.donation_id, d.monthly_gift_id FROM monthly_debit d JOIN donation g ON g.id = d.donation_id
          WHERE NOT (g.monthly_gift_id <=> d.monthly_gift_id) OR g.organization_id <> d.organization_id LIMIT 20`,
  },
  {
    name: 'no month is debited twice',
    rule: 'In one calendar month at most one debit of a monthly gift is due.',
    sql: `SELECT monthly_gift_id, DATE_FORMAT(due_on, '%Y-%m') AS month, COUNT(*) AS debits FROM monthly_debit
          WHERE state <> 'withdrawn' GROUP BY monthly_gift_id, DATE_FORMAT(due_on, '%Y-%m')
          HAVING COUNT(*) > 1 LIMIT 20`,
  },
  {
    name: 'charged as promised',
    rule: 'A try while the donor is away is of a gift that is a month of a monthly gift, after a first gift that the donor paid, and never before the day that was told.',
    sql: `SELECT a.id, d.due_on FROM payment_attempt a JOIN donation g ON g.id = a.donation_id
          LEFT JOIN monthly_debit d ON d.donation_id = g.id
          LEFT JOIN organization o ON o.id = g.organization_id
          WHERE a.off_session AND (d.donation_id IS NULL OR d.method_id IS NULL
             OR DATE(a.created_at + INTERVAL 14 HOUR) < d.charge_on
             OR DATEDIFF(d.charge_on, DATE(d.created_at + INTERVAL 14 HOUR)) < 2) LIMIT 20`,
  },
  {
    name: 'paid months are paid',
    rule: 'A month that is told to its donor as paid has a gift that succeeded, whether or not it was given back since.',
    sql: `SELECT d.monthly_gift_id, d.due_on, g.status FROM monthly_debit d LEFT JOIN donation g ON g.id = d.donation_id
          WHERE d.state = 'paid' AND COALESCE(g.status, '') NOT IN ('succeeded', 'refunded') LIMIT 20`,
  },
  {
    name: 'only active gifts are charged anew',
    rule: 'What is not active has no month that was told or waits for a next try.',
    sql: `SELECT d.monthly_gift_id, d.due_on, d.state FROM monthly_debit d JOIN monthly_gift m ON m.id = d.monthly_gift_id
          WHERE m.state <> 'active' AND (d.state IN ('announced', 'declined')) LIMIT 20`,
  },
];
