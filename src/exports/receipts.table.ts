import { dayIn } from '../kernel/clock.js';
import { withPrefix } from '../kernel/ids.js';
import type { Database } from '../platform/database/database.js';
import type { Column, ExportTable, Question, Row } from './export-table.js';

const COLUMNS: readonly Column[] = [
  { head: '确认书号', kind: 'text' },
  { head: '状态', kind: 'text' },
  { head: '开具时间', kind: 'time' },
  { head: '币种', kind: 'text' },
  { head: '金额', kind: 'amount' },
  { head: '捐赠笔数', kind: 'count' },
  { head: '项目', kind: 'text' },
  { head: '支付日期', kind: 'day' },
  { head: '失效时间', kind: 'time' },
  { head: '失效原因', kind: 'text' },
  { head: '替代号', kind: 'text' },
  { head: '编号', kind: 'text' },
];

const STATES = { issued: '有效', voided: '作废', replaced: '已替代' } as const;
const BATCH = 2_000;

interface ReceiptRow {
  readonly id: string;
  readonly year: number;
  readonly no: number;
  readonly state: keyof typeof STATES;
  readonly issuedAt: Date;
  readonly currency: string;
  readonly amount: string;
  readonly gifts: string;
  readonly project: string | null;
  readonly paidOn: string | null;
  readonly endedAt: Date | null;
  readonly cause: string | null;
  readonly successor: string | null;
}

/** The register of our receipts that were issued in the period, by number: no names. */
export async function receiptsTable(database: Database, question: Question): Promise<ExportTable> {
  const near = `r.organization_id = ? AND r.issued_at BETWEEN ? - INTERVAL 1 DAY AND ? + INTERVAL 2 DAY`;
  const values = [question.organizationId, question.firstDay, question.lastDay];
  const [count] = await database.rows<{ n: string }>(
    `SELECT COUNT(*) AS n FROM receipt r WHERE ${near}`,
    values,
  );
  async function* rows(): AsyncIterable<readonly Row[]> {
    for (let [year, no] = [0, 0]; ; ) {
      const found = await database.rows<ReceiptRow>(
        `SELECT r.id, r.year, r.no, r.state, r.issued_at AS issuedAt, r.currency, r.amount,
           (SELECT COUNT(*) FROM receipt_item i WHERE i.receipt_id = r.id) AS gifts,
           JSON_UNQUOTE(JSON_EXTRACT(r.snapshot, '$.project.name_zh')) AS project,
           JSON_UNQUOTE(JSON_EXTRACT(r.snapshot, '$.paid_on')) AS paidOn, r.ended_at AS endedAt, r.end_cause AS cause,
           CASE WHEN s.id IS NULL THEN NULL ELSE CONCAT(s.year, '-', LPAD(s.no, 8, '0')) END AS successor
         FROM receipt r LEFT JOIN receipt s ON s.id = r.replaced_by_id
         WHERE ${near} AND (r.year > ? OR r.year = ? AND r.no > ?) ORDER BY r.year, r.no LIMIT ${BATCH}`,
        [...values, year, year, no],
      );
      const last = found.at(-1);
      if (!last) return;
      [year, no] = [last.year, last.no];
      yield found.filter(({ issuedAt }) => inPeriod(issuedAt, question)).map(rowOf);
    }
  }
  return {
    sections: [{ name: '确认书登记簿', columns: COLUMNS, rows: rows(), totals: true }],
    expected: Number(count?.n ?? 0),
  };
}

function inPeriod(at: Date, { timeZone, firstDay, lastDay }: Question): boolean {
  const day = dayIn(at, timeZone);
  return day >= firstDay && day <= lastDay;
}

function rowOf(row: ReceiptRow): Row {
  return {
    currency: row.currency,
    cells: [
      `${row.year}-${String(row.no).padStart(8, '0')}`,
      STATES[row.state],
      row.issuedAt,
      row.currency,
      BigInt(row.amount),
      Number(row.gifts),
      row.project ?? '',
      row.paidOn,
      row.endedAt,
      row.cause ?? '',
      row.successor ?? '',
      withPrefix('rcp', row.id),
    ],
  };
}
