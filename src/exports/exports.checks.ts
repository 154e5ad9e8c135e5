import type { Check } from '../platform/database/check.js';

export const exportsChecks: readonly Check[] = [
  {
    name: 'export file',
    rule: 'An export’s hash is its stored file’s, and the file is its organization’s.',
    sql: `SELECT b.id FROM export_batch b JOIN stored_file f ON f.id = b.stored_file_id
          WHERE b.sha256 <> f.sha256 OR NOT (b.organization_id <=> f.organization_id) LIMIT 20`,
  },
  {
    name: 'voucher numbers',
    rule: 'A month’s voucher numbers run from 1 without a gap up to its series’ last one.',
    sql: `SELECT s.organization_id, s.month FROM voucher_series s LEFT JOIN voucher_number n
            ON n.organization_id = s.organization_id AND n.month = s.month AND DATE_FORMAT(n.day, '%Y-%m') = n.month
          GROUP BY s.organization_id, s.month, s.last_no
          HAVING COUNT(n.no) <> s.last_no OR COALESCE(MAX(n.no), 0) <> s.last_no LIMIT 20`,
  },
];
