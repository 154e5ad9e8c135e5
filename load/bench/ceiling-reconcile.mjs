import mysql from 'mysql2/promise';
import { asText } from './statement-day.mjs';

// The ceiling of `reconcile`: both sides of the day by LOAD DATA into tables that have no column and no index too many,
// and the joins that name every difference. No pair is kept, nothing can be restarted, nobody is told.

const TABLES = [
  'DROP TABLE IF EXISTS plain_line, plain_fact',
  `CREATE TABLE plain_line (id INT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY, line_key VARCHAR(40) NOT NULL,
     kind TINYINT NOT NULL, payment VARCHAR(40) NOT NULL, amount BIGINT NOT NULL, currency CHAR(3) NOT NULL,
     KEY by_payment (kind, payment)) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin`,
  `CREATE TABLE plain_fact (kind TINYINT NOT NULL, payment VARCHAR(40) NOT NULL, amount BIGINT NOT NULL,
     currency CHAR(3) NOT NULL, PRIMARY KEY (kind, payment)) ENGINE=InnoDB CHARACTER SET ascii COLLATE ascii_bin`,
];

/** Differences, each by its code and key. */
const JOINS = [
  `SELECT CONCAT(IF(l.kind = 1, 'D01 ', 'D10 '), l.line_key) AS found FROM plain_line l
     LEFT JOIN plain_fact f ON f.kind = l.kind AND f.payment = l.payment WHERE f.payment IS NULL`,
  `SELECT CONCAT('D02 ', f.payment) AS found FROM plain_fact f
     LEFT JOIN plain_line l ON l.kind = f.kind AND l.payment = f.payment WHERE l.id IS NULL`,
  `SELECT CONCAT('D03 ', l.line_key) AS found FROM plain_line l
     JOIN plain_fact f ON f.kind = l.kind AND f.payment = l.payment
    WHERE f.amount <> l.amount OR f.currency <> l.currency`,
  `SELECT CONCAT('D07 ', l.line_key) AS found FROM plain_line l
     JOIN (SELECT kind, payment, MIN(id) AS first FROM plain_line GROUP BY kind, payment HAVING COUNT(*) > 1) twice
       ON twice.kind = l.kind AND twice.payment = l.payment WHERE l.id > twice.first`,
];

/** Loads and joins the day. @returns seconds of both and what was found */
export async function plainRun(url, day) {
  const connection = await mysql.createConnection({ uri: url, flags: ['+LOCAL_FILES'] });
  const load = (table, rows, toCells) =>
    connection.query({
      sql: `LOAD DATA LOCAL INFILE 'rows' INTO TABLE ${table}`,
      infileStreamFactory: () => asText(rows, toCells),
    });
  try {
    for (const table of TABLES) await connection.query(table);
    const started = performance.now();
    await load('plain_fact (kind, payment, amount, currency)', day.facts(), ([, key, amount]) => [
      ...[1, key, amount, 'CNY'],
    ]);
    await load(
      'plain_line (line_key, kind, payment, amount, currency)',
      day.lines(),
      ([key, type, amount, payment, source]) =>
        type === 'payment' ? [key, 1, payment, amount, 'CNY'] : [key, 2, source, amount, 'CNY'],
    );
    const loaded = performance.now();
    const found = [];
    for (const join of JOINS) {
      const [rows] = await connection.query(join);
      found.push(...rows.map((row) => row.found));
    }
    const joined = performance.now();
    return {
      load: (loaded - started) / 1000,
      joins: (joined - loaded) / 1000,
      seconds: (joined - started) / 1000,
      found: found.sort(),
    };
  } finally {
    await connection.end();
  }
}
