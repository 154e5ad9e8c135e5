import { withPrefix } from '../kernel/ids.js';
import type { Database } from '../platform/database/database.js';
import { accountName } from './account-names.js';
import type { Column, ExportTable, Question, Row } from './export-table.js';
import { byDay, daysOf } from './reading.js';

const COLUMNS: readonly Column[] = [
  { head: '记账日期', kind: 'day' },
  { head: '总账序号', kind: 'count' },
  { head: '分录号', kind: 'text' },
  { head: '行号', kind: 'count' },
  { head: '业务类型', kind: 'text' },
  { head: '科目编码', kind: 'text' },
  { head: '科目名称', kind: 'text' },
  { head: '币种', kind: 'text' },
  { head: '借方', kind: 'amount' },
  { head: '贷方', kind: 'amount' },
  { head: '基金编码', kind: 'text' },
  { head: '基金名称', kind: 'text' },
  { head: '来源', kind: 'text' },
  { head: '来源编号', kind: 'text' },
  { head: '相关对象', kind: 'text' },
  { head: '冲销分录号', kind: 'text' },
  { head: '发生时间', kind: 'time' },
];

interface LegRow {
  readonly entryId: string;
  readonly bookedOn: string;
  readonly occurredAt: Date;
  readonly seq: string;
  readonly leg: number;
  readonly kind: string;
  readonly debit: string;
  readonly credit: string;
  readonly currency: string;
  readonly amount: string;
  readonly fundCode: string;
  readonly fundName: string;
  readonly sourceType: string;
  readonly sourceId: string;
  readonly subject: string;
  readonly reversesId: string | null;
}

/** The journal 序时账: every transfer of the period as a debit line and a credit line, in the order of the books. */
export async function entriesTable(database: Database, question: Question): Promise<ExportTable> {
  const days = await daysOf(database, question);
  const legs = byDay<LegRow>(database, days, (day, after, limit) => [
    `SELECT e.id AS entryId, e.booked_on AS bookedOn, e.occurred_at AS occurredAt, e.seq, t.leg, e.kind,
       da.code AS debit, ca.code AS credit, t.currency, t.amount, f.code AS fundCode, f.name_zh AS fundName,
       e.source_type AS sourceType, e.source_id AS sourceId, CONCAT(e.subject_type, ':', e.subject_id) AS subject,
       e.reverses_id AS reversesId
     FROM (SELECT e.*, s.seq FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id AND s.seq <= ?
            WHERE e.organization_id = ? AND e.booked_on = ? AND e.id > ? ORDER BY e.id LIMIT ?) e
     JOIN transfer t ON t.entry_id = e.id
     JOIN account da ON da.id = t.debit_account_id JOIN account ca ON ca.id = t.credit_account_id
     JOIN fund f ON f.id = t.fund_id ORDER BY e.id, t.leg`,
    [question.seq, question.organizationId, day, after, limit],
  ]);
  return {
    sections: [{ name: '分录明细', columns: COLUMNS, rows: written(legs), totals: true }],
    expected: days.reduce((sum, { entries }) => sum + 2 * entries, 0),
  };
}

async function* written(batches: AsyncIterable<readonly LegRow[]>): AsyncIterable<readonly Row[]> {
  for await (const batch of batches) yield batch.flatMap((leg) => [line(leg, 'debit'), line(leg, 'credit')]);
}

function line(leg: LegRow, side: 'debit' | 'credit'): Row {
  const amount = BigInt(leg.amount);
  const code = leg[side];
  return {
    currency: leg.currency,
    cells: [
      leg.bookedOn,
      BigInt(leg.seq),
      leg.entryId,
      Number(leg.leg) * 2 + (side === 'debit' ? 1 : 2),
      leg.kind,
      code,
      accountName(code),
      leg.currency,
      side === 'debit' ? amount : null,
      side === 'credit' ? amount : null,
      leg.fundCode,
      leg.fundName,
      leg.sourceType,
      leg.sourceId,
      subjectOf(leg.subject),
      leg.reversesId ?? '',
      leg.occurredAt,
    ],
  };
}

/** A donation's id as people know it; other subjects as they stand in the books. */
function subjectOf(subject: string): string {
  const [, donation] = /^donation:(.{26})$/.exec(subject) ?? [];
  return donation === undefined ? subject : withPrefix('don', donation);
}
