/** What a member of a canonical row is in SQL: JSON text, written out to the byte as RFC 8785 has it. */
type Members = Readonly<Record<string, string>>;

/** A string of an ascii column; NULL becomes null. */
const text = (column: string): string => `COALESCE(JSON_QUOTE(${column}), 'null')`;
const instant = (column: string): string => `DATE_FORMAT(${column}, '"%Y-%m-%dT%H:%i:%s.%fZ"')`;
/** An account as "410102", or "100903/<provider account>" where each provider account has its own. */
const account = (a: string): string =>
  `JSON_QUOTE(IF(${a}.provider_account_key = '', ${a}.code, CONCAT(${a}.code, '/', ${a}.provider_account_key)))`;

/** What the public books show of a transfer: money, accounts, day and opaque ids, but nobody and no gift's own id. */
const BOOK_MEMBERS: Members = {
  amount: `CONCAT('"', t.amount, '"')`,
  booked_on: `CONCAT('"', e.booked_on, '"')`,
  credit: account('c'),
  currency: text('t.currency'),
  debit: account('d'),
  entry: text('e.id'),
  fund: 'JSON_QUOTE(f.code)',
  kind: text('e.kind'),
  leg: 't.leg',
  occurred_at: instant('e.occurred_at'),
  reverses: text('e.reverses_id'),
  seq: 's.seq',
  source_id: text('e.source_id'),
  source_type: text('e.source_type'),
};

/** What else an entry says that nobody may change: sealed in the database, not published. A memo only by its hash. */
const INNER_MEMBERS: Members = {
  approval: text('e.approval_id'),
  channel: text('e.channel_id'),
  memo_sha256: text('SHA2(e.memo, 256)'),
  posted_at: instant('e.posted_at'),
  project: text('e.project_id'),
  subject_id: text('e.subject_id'),
  subject_type: text('e.subject_type'),
};

/** Members in the order of their names, as RFC 8785 wants. NULL when a row that belongs to it is missing. */
function rowText(members: Members): string {
  const parts = Object.keys(members)
    .sort()
    .map((name, i) => `'${i === 0 ? '{' : ','}"${name}":', ${members[name]}`);
  return `CONCAT(${parts.join(', ')}, '}')`;
}

/** SQL of a row of the public books; aliases s, e, t, d, c, f as in ROW_JOINS. */
export const BOOK_ROW = rowText(BOOK_MEMBERS);

/** SQL of a row of the chain inside the database: the public row and what is not published. */
export const SEALED_ROW = rowText({ ...BOOK_MEMBERS, ...INNER_MEMBERS });

/** From `e` to everything else that a row is made of. LEFT, so that a missing part shows as a wrong hash. */
export const ROW_JOINS = `
  LEFT JOIN transfer t ON t.entry_id = e.id
  LEFT JOIN account d ON d.id = t.debit_account_id
  LEFT JOIN account c ON c.id = t.credit_account_id
  LEFT JOIN fund f ON f.id = t.fund_id`;

/**
 * Lets one SELECT put a whole block together, whatever the server's setting is: the comment is code on MariaDB, the
 * hint is one on MySQL. A row has at most 1 kB, a block 1,000 rows.
 */
export const WHOLE_BLOCKS =
  '/*M! SET STATEMENT group_concat_max_len = 8000000 FOR */ SELECT /*+ SET_VAR(group_concat_max_len = 8000000) */';

/** SHA-256 of a text inside the database, as it stands in a column of hashes. */
export function sha256Sql(text: string): string {
  return `CONVERT(SHA2(${text}, 256) USING ascii) COLLATE ascii_bin`;
}

/** SQL of a block's hash, made inside the database, of rows `row` in a query that groups by block. */
export function blockHashSql(previousHash: string, row: string): string {
  // As bytes: texts of several character sets and collations meet here, and all of them are ASCII.
  const rows = `GROUP_CONCAT(${row} ORDER BY s.seq, t.leg SEPARATOR '\\n')`;
  return sha256Sql(`CONCAT(CAST(${previousHash} AS BINARY), '\\n', ${rows})`);
}
