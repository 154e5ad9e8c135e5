import type { Check } from '../platform/database/check.js';

/** What must hold of the files in which providers, platforms and the bank state what moved. */
export const statementFilesChecks: readonly Check[] = [
  {
    name: 'an accepted file is in the account',
    rule: 'Every line of an accepted statement file is a line of its account.',
    sql: `SELECT f.id, s.line_no, s.line_key FROM statement_file f
            JOIN statement_file_line s ON s.file_id = f.id
            LEFT JOIN statement_line l ON l.provider_account_id = f.provider_account_id AND l.line_key = s.line_key
            LEFT JOIN bank_line b ON b.bank_account_id = f.bank_account_id AND b.line_key = s.line_key
           WHERE f.state = 'accepted' AND l.id IS NULL AND b.id IS NULL LIMIT 20`,
  },
  {
    name: 'a file is as long as it says',
    rule: 'A statement file that was read has as many lines beside it as were counted; nothing is kept of an invalid one or of one that was put aside.',
    sql: `SELECT f.id, f.state, f.line_count, COUNT(s.line_no) AS staged FROM statement_file f
            LEFT JOIN statement_file_line s ON s.file_id = f.id
           WHERE f.state <> 'reading' GROUP BY f.id, f.state, f.line_count
          HAVING COUNT(s.line_no) <> f.line_count OR (COUNT(s.line_no) > 0 AND f.state IN ('invalid', 'discarded'))
           LIMIT 20`,
  },
  {
    name: 'a line from a file is from an accepted one',
    rule: 'Lines that came from a file came from one that was accepted, in which they still stand.',
    sql: `SELECT l.id, l.line_key, f.id AS file, f.state FROM statement_line l JOIN statement_file f ON f.id = l.file_id
            LEFT JOIN statement_file_line s ON s.file_id = f.id AND s.line_key = l.line_key
           WHERE f.state NOT IN ('accepted', 'replaced') OR s.line_no IS NULL LIMIT 20`,
  },
];
