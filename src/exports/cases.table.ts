import { dayIn } from '../kernel/clock.js';
import { withPrefix } from '../kernel/ids.js';
import type { Database } from '../platform/database/database.js';
import { atOnce, type Column, type ExportTable, type Question, type Row } from './export-table.js';

const COLUMNS: readonly Column[] = [
  { head: '差异编号', kind: 'text' },
  { head: '代码', kind: 'text' },
  { head: '名称', kind: 'text' },
  { head: '状态', kind: 'text' },
  { head: '币种', kind: 'text' },
  { head: '涉及金额', kind: 'amount' },
  { head: '发现时间', kind: 'time' },
  { head: '应结日期', kind: 'day' },
  { head: '经办人', kind: 'text' },
  { head: '相关对象', kind: 'text' },
  { head: '结论', kind: 'text' },
  { head: '说明', kind: 'text' },
  { head: '结案人', kind: 'text' },
  { head: '结案时间', kind: 'time' },
  { head: '调整分录号', kind: 'text' },
];

/** D01–D16 (payments.md 2.7) and the kinds of case that money without a match opens. */
const NAMES: Readonly<Record<string, string>> = {
  D01: '掉单：渠道有、账上无',
  D02: '账上有、渠道无',
  D03: '金额不符',
  D04: '币种不符',
  D05: '手续费不符',
  D06: '状态不符',
  D07: '渠道重复',
  D08: '账上重复',
  D09: '跨日差异',
  D10: '账外退款',
  D11: '争议未入账',
  D12: '结算汇总不符',
  D13: '银行不符',
  D14: '账号或模式不符',
  D15: '未知类型',
  D16: '余额不连续',
  REFUND_BY_PROVIDER: '账外退款',
  UNKNOWN_PAYMENT: '待认领款',
  FUND_OVERDRAWN: '基金透支',
};
const OUTCOMES: Readonly<Record<string, string>> = {
  RESOLVED: '已处理',
  WRITTEN_OFF: '核销',
  FALSE_POSITIVE: '并非差异',
};

interface CaseRow {
  readonly id: string;
  readonly kind: string;
  readonly state: 'open' | 'closed';
  readonly currency: string | null;
  readonly amount: string | null;
  readonly openedAt: Date;
  readonly dueOn: string | null;
  readonly owner: string | null;
  readonly subject: string;
  readonly outcome: string | null;
  readonly reason: string | null;
  readonly closer: string | null;
  readonly closedAt: Date | null;
  readonly entryId: string | null;
}

/** Differences and other matters that were opened in the period, with their owner and end. Notes stay in the house. */
export async function casesTable(database: Database, question: Question): Promise<ExportTable> {
  const rows = await database.rows<CaseRow>(
    `SELECT c.id, c.kind, c.state, c.currency, c.amount, c.opened_at AS openedAt, c.due_on AS dueOn,
       o.display_name AS owner, CONCAT(c.subject_type, ':', c.subject_id) AS subject, c.outcome,
       c.close_reason AS reason, x.display_name AS closer, c.closed_at AS closedAt, c.entry_id AS entryId
     FROM work_case c LEFT JOIN staff_member o ON o.id = c.assigned_to LEFT JOIN staff_member x ON x.id = c.closed_by
     WHERE c.organization_id = ? AND c.opened_at BETWEEN ? - INTERVAL 1 DAY AND ? + INTERVAL 2 DAY
     ORDER BY c.opened_at, c.id`,
    [question.organizationId, question.firstDay, question.lastDay],
  );
  const found = rows.filter(({ openedAt }) => {
    const day = dayIn(openedAt, question.timeZone);
    return day >= question.firstDay && day <= question.lastDay;
  });
  return {
    sections: [{ name: '差异清单', columns: COLUMNS, rows: atOnce(found.map(rowOf)), totals: false }],
    expected: found.length,
  };
}

function rowOf(each: CaseRow): Row {
  return {
    currency: each.currency ?? 'CNY',
    cells: [
      withPrefix('cas', each.id),
      each.kind,
      NAMES[each.kind] ?? each.kind,
      each.state === 'open' ? '未结' : '已结',
      each.currency ?? '',
      each.amount === null ? null : BigInt(each.amount),
      each.openedAt,
      each.dueOn,
      each.owner ?? '',
      each.subject,
      each.outcome === null ? '' : (OUTCOMES[each.outcome] ?? each.outcome),
      each.reason ?? '',
      each.closer ?? '',
      each.closedAt,
      each.entryId ?? '',
    ],
  };
}
