import type { Check } from '../platform/database/check.js';
import { BOOK_ROW, blockHashSql, ROW_JOINS, SEALED_ROW, sha256Sql, WHOLE_BLOCKS } from './book-rows.js';
import { BOOKS_FORMAT } from './seal.js';

const genesis = (organizationId: string): string =>
  sha256Sql(`CONCAT('${BOOKS_FORMAT}\\n', ${organizationId})`);
const broken = `WHERE r.rows_found <> r.row_count OR r.recomputed IS NULL OR r.recomputed <> r.hash LIMIT 20`;

/** The proofs that nobody changed the books, made inside the database from the rows themselves. */
export const sealsChecks: readonly Check[] = [
  {
    name: 'I8 seals verify',
    rule: 'The hash of every sealed block is that of its transfers as they stand: none was edited, removed or added.',
    sql: `${WHOLE_BLOCKS} * FROM (
            SELECT b.organization_id, b.block_no, b.from_seq, b.to_seq, b.row_count, COUNT(t.leg) AS rows_found, b.hash,
                   ${blockHashSql('b.previous_hash', SEALED_ROW)} AS recomputed
              FROM ledger_seal b
              LEFT JOIN ledger_sequence s ON s.organization_id = b.organization_id
                                         AND s.seq BETWEEN b.from_seq AND b.to_seq
              LEFT JOIN entry e ON e.id = s.entry_id AND e.organization_id = s.organization_id ${ROW_JOINS}
             GROUP BY b.organization_id, b.block_no) r ${broken}`,
  },
  {
    name: 'I8 seals form one chain',
    rule: 'Sealed blocks follow each other from the first entry on, each from the hash of the one before.',
    sql: `SELECT b.organization_id, b.block_no, b.from_seq, b.to_seq, b.previous_hash, p.hash AS hash_before
            FROM ledger_seal b
            LEFT JOIN ledger_seal p ON p.organization_id = b.organization_id AND p.block_no = b.block_no - 1
            LEFT JOIN ledger_numbering n ON n.organization_id = b.organization_id
           WHERE (p.block_no IS NULL AND b.block_no <> 1)
              OR b.previous_hash <> COALESCE(p.hash, ${genesis('b.organization_id')})
              OR b.from_seq <> COALESCE(p.to_seq, 0) + 1
              OR n.last_seq IS NULL OR b.to_seq > n.last_seq LIMIT 20`,
  },
  {
    name: 'I9 closed days recompute',
    rule: 'The hash of every block of a closed day is that of the transfers booked on that day as they stand.',
    sql: `${WHOLE_BLOCKS} * FROM (
            SELECT b.organization_id, g.day, g.revision, b.block_no, b.row_count, COUNT(t.leg) AS rows_found, b.hash,
                   ${blockHashSql('b.previous_hash', BOOK_ROW)} AS recomputed
              FROM day_seal_block b
              JOIN day_seal g ON g.organization_id = b.organization_id AND g.no = b.seal_no
              LEFT JOIN ledger_sequence s ON s.organization_id = b.organization_id
                                         AND s.seq BETWEEN b.from_seq AND b.to_seq
              LEFT JOIN entry e ON e.id = s.entry_id AND e.organization_id = s.organization_id AND e.booked_on = g.day
              ${ROW_JOINS}
             GROUP BY b.organization_id, b.seal_no, b.block_no) r ${broken}`,
  },
  {
    name: 'I9 roots form one chain',
    rule: "A closed day's blocks start from the root signed before, and its root follows from them, its count and revision.",
    sql: `SELECT g.organization_id, g.no, g.day, g.revision, g.root, p.root AS root_before
            FROM day_seal g
            LEFT JOIN day_seal p ON p.organization_id = g.organization_id AND p.no = g.no - 1
            LEFT JOIN (SELECT b.organization_id, b.seal_no, COUNT(*) AS blocks, MAX(b.block_no) AS last_block,
                              SUM(b.row_count) AS row_count,
                              SUM(b.previous_hash <> COALESCE(a.hash, h.previous_root)) AS unlinked
                         FROM day_seal_block b
                         JOIN day_seal h ON h.organization_id = b.organization_id AND h.no = b.seal_no
                         LEFT JOIN day_seal_block a ON a.organization_id = b.organization_id AND a.seal_no = b.seal_no
                                                   AND a.block_no = b.block_no - 1
                        GROUP BY b.organization_id, b.seal_no) k
                   ON k.organization_id = g.organization_id AND k.seal_no = g.no
            LEFT JOIN day_seal_block z ON z.organization_id = g.organization_id AND z.seal_no = g.no
                                      AND z.block_no = k.last_block
           WHERE (p.no IS NULL AND g.no <> 1)
              OR g.previous_root <> COALESCE(p.root, ${genesis('g.organization_id')})
              OR COALESCE(k.blocks, 0) <> COALESCE(k.last_block, 0) OR COALESCE(k.unlinked, 0) <> 0
              OR g.row_count <> COALESCE(k.row_count, 0) OR g.last_hash <> COALESCE(z.hash, g.previous_root)
              OR g.root <> ${sha256Sql("CONCAT(g.last_hash, '\\n', g.row_count, '\\n', g.revision, '\\n', g.previous_root)")}
           LIMIT 20`,
  },
  {
    name: 'I9 closed days are whole',
    rule: 'A closed day has exactly the transfers that its last signed file has, and a day that is open again says why.',
    sql: `SELECT a.organization_id, a.day, a.state, g.revision, g.row_count, o.revision AS reopened,
                 (SELECT COUNT(*) FROM entry e JOIN transfer t ON t.entry_id = e.id
                   WHERE e.organization_id = a.organization_id AND e.booked_on = a.day) AS booked
            FROM accounting_day a
            LEFT JOIN day_seal g ON g.organization_id = a.organization_id AND g.day = a.day
             AND g.revision = (SELECT MAX(l.revision) FROM day_seal l
                                WHERE l.organization_id = a.organization_id AND l.day = a.day)
            LEFT JOIN day_reopening o ON o.organization_id = a.organization_id AND o.day = a.day
             AND o.revision = COALESCE(g.revision, 0)
          HAVING (a.state = 'closed' AND g.revision IS NOT NULL AND (booked <> g.row_count OR reopened IS NOT NULL))
              OR (a.state = 'open' AND g.revision IS NOT NULL AND reopened IS NULL)
              OR (a.state = 'closed' AND g.revision IS NULL AND (booked <> 0 OR NOT EXISTS (
                    SELECT 1 FROM day_seal c WHERE c.organization_id = a.organization_id
                                               AND a.day >= c.covers_from AND a.day < c.day)))
           LIMIT 20`,
  },
];
