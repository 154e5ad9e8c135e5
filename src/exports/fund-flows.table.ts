import type { Database } from '../platform/database/database.js';
import { accountKind } from './account-names.js';
import { atOnce, type Column, type ExportTable, type Question, type Row } from './export-table.js';
import { type Flow, flowsOf } from './flows.js';

/** What changed a fund's balance; the sums of these are the balance's change. */
const CAUSES = [
  'gifts',
  'returned',
  'otherIncome',
  'transferred',
  'reliefInCash',
  'reliefInGoods',
  'projectWork',
  'toCounties',
  'fees',
  'publicity',
  'otherCost',
  'netAssets',
] as const;
type Cause = (typeof CAUSES)[number];

const HEADS: Readonly<Record<Cause, string>> = {
  gifts: '捐赠收入',
  returned: '退回与冲销',
  otherIncome: '其他收入',
  transferred: '资金划转净额',
  reliefInCash: '现金救助支出',
  reliefInGoods: '物资救助支出',
  projectWork: '项目执行支出',
  toCounties: '拨付下级支出',
  fees: '支付手续费',
  publicity: '募捐宣传支出',
  otherCost: '其他支出',
  netAssets: '净资产结转',
};

const COLUMNS: readonly Column[] = [
  { head: '基金编码', kind: 'text' },
  { head: '基金名称', kind: 'text' },
  { head: '性质', kind: 'text' },
  { head: '币种', kind: 'text' },
  { head: '期初余额', kind: 'amount' },
  ...CAUSES.map((cause) => ({ head: HEADS[cause], kind: 'amount' as const })),
  { head: '期末余额', kind: 'amount' },
];

const COSTS: Readonly<Record<string, Cause>> = {
  '510101': 'reliefInCash',
  '510102': 'reliefInGoods',
  '510103': 'projectWork',
  '510104': 'toCounties',
  '530101': 'fees',
  '530102': 'publicity',
};
const FUNDS = {
  restricted: '限定性',
  unrestricted: '非限定性',
  suspense: '待认领',
  treasury: '资金往来',
} as const;

interface FundLine {
  readonly code: string;
  readonly name: string;
  readonly kind: Flow['fundKind'];
  readonly currency: string;
  opening: bigint;
  readonly changes: Record<Cause, bigint>;
}

/**
 * Fund income and expense 项目收支明细表: what each fund began with, what came and went by cause (costs and returns are
 * negative), and what is left; opening and causes always add up to the closing balance.
 */
export async function fundFlowsTable(database: Database, question: Question): Promise<ExportTable> {
  const rows = fundLines(await flowsOf(database, question)).map(rowOf);
  return {
    sections: [{ name: '项目收支明细表', columns: COLUMNS, rows: atOnce(rows), totals: true }],
    expected: rows.length,
  };
}

function fundLines(flows: readonly Flow[]): FundLine[] {
  const found = new Map<string, FundLine>();
  for (const flow of flows) {
    for (const [code, change] of [
      [flow.debit, -flow.amount],
      [flow.credit, flow.amount],
    ] as const) {
      const cause = causeOf(code, flow.kind);
      if (!cause) continue;
      const key = `${flow.currency} ${flow.fundCode}`;
      const line = found.get(key) ?? emptyLine(flow);
      found.set(key, line);
      if (flow.earlier) line.opening += change;
      else line.changes[cause] += change;
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line);
}

/** Of the accounts whose balance is a fund's (income, cost, net assets); null for all others. */
function causeOf(code: string, kind: string): Cause | null {
  const account = accountKind(code);
  if (account !== 'net_asset' && account !== 'cost' && account !== 'income') return null;
  if (kind.startsWith('year_')) return 'netAssets';
  // After its year was closed a gift goes back out of net assets.
  if (account !== 'cost' && /^(refund|dispute|reversal)/.test(kind)) return 'returned';
  if (account === 'net_asset') return 'netAssets';
  if (account === 'cost') return COSTS[code] ?? 'otherCost';
  if (kind === 'fund_transfer') return 'transferred';
  return code.startsWith('4101') ? 'gifts' : 'otherIncome';
}

function emptyLine({ fundCode, fundName, fundKind, currency }: Flow): FundLine {
  const changes = Object.fromEntries(CAUSES.map((cause) => [cause, 0n])) as Record<Cause, bigint>;
  return { code: fundCode, name: fundName, kind: fundKind, currency, opening: 0n, changes };
}

function rowOf({ code, name, kind, currency, opening, changes }: FundLine): Row {
  const moved = CAUSES.map((cause) => changes[cause]);
  const closing = moved.reduce((sum, change) => sum + change, opening);
  return { currency, cells: [code, name, FUNDS[kind], currency, opening, ...moved, closing] };
}
