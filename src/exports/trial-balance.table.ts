import type { Database } from '../platform/database/database.js';
import { accountKind, accountName } from './account-names.js';
import { atOnce, type Column, type ExportTable, type Question, type Row } from './export-table.js';
import { type Flow, flowsOf } from './flows.js';

const COLUMNS: readonly Column[] = [
  { head: '科目编码', kind: 'text' },
  { head: '科目名称', kind: 'text' },
  { head: '基金编码', kind: 'text' },
  { head: '基金名称', kind: 'text' },
  { head: '方向', kind: 'text' },
  { head: '币种', kind: 'text' },
  { head: '期初借方', kind: 'amount' },
  { head: '期初贷方', kind: 'amount' },
  { head: '本期借方', kind: 'amount' },
  { head: '本期贷方', kind: 'amount' },
  { head: '期末借方', kind: 'amount' },
  { head: '期末贷方', kind: 'amount' },
];

/** An account's movements, of one fund or of all. Minor units. */
export interface Balance {
  readonly code: string;
  readonly fundCode: string;
  readonly fundName: string;
  readonly currency: string;
  /** Debit minus credit before the period. */
  opening: bigint;
  debit: bigint;
  credit: bigint;
}

/** The trial balance 科目余额表 by account, and by fund and account; debits equal credits in every pair of columns. */
export async function trialBalanceTable(database: Database, question: Question): Promise<ExportTable> {
  const flows = await flowsOf(database, question);
  const [whole, byFund] = [balancesOf(flows, false), balancesOf(flows, true)];
  const section = (name: string, balances: readonly Balance[]) => ({
    ...{ name, columns: COLUMNS, totals: true },
    rows: atOnce(balances.map(rowOf)),
  });
  return {
    sections: [section('科目余额表', whole), section('科目余额表（分基金）', byFund)],
    expected: whole.length + byFund.length,
  };
}

/** Balances by account, and by fund when asked; ordered by currency, fund and code. */
export function balancesOf(flows: readonly Flow[], byFund: boolean): Balance[] {
  const found = new Map<string, Balance>();
  const at = (flow: Flow, code: string): Balance => {
    const [fundCode, fundName] = byFund ? [flow.fundCode, flow.fundName] : ['', ''];
    const key = `${flow.currency} ${fundCode} ${code}`;
    const known = found.get(key);
    if (known) return known;
    const fresh = { code, fundCode, fundName, currency: flow.currency, opening: 0n, debit: 0n, credit: 0n };
    found.set(key, fresh);
    return fresh;
  };
  for (const flow of flows) {
    const [debit, credit] = [at(flow, flow.debit), at(flow, flow.credit)];
    if (flow.earlier) {
      debit.opening += flow.amount;
      credit.opening -= flow.amount;
    } else {
      debit.debit += flow.amount;
      credit.credit += flow.amount;
    }
  }
  return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, balance]) => balance);
}

function rowOf({ code, fundCode, fundName, currency, opening, debit, credit }: Balance): Row {
  const closing = opening + debit - credit;
  const kind = accountKind(code);
  const sides = (net: bigint) => (net >= 0n ? [net, 0n] : [0n, -net]);
  return {
    currency,
    cells: [
      ...[
        code,
        accountName(code),
        fundCode,
        fundName,
        kind === 'asset' || kind === 'cost' ? '借' : '贷',
        currency,
      ],
      ...[...sides(opening), debit, credit, ...sides(closing)],
    ],
  };
}
