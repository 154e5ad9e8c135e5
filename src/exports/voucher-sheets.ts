import { plainAmount } from '../kernel/money.js';
import { accountName } from './account-names.js';
import { atOnce, type Column, type Row, type Section, type Value } from './export-table.js';
import type { Voucher, VoucherLine, VoucherPart } from './voucher.js';
import type { VoucherNumber } from './voucher-numbers.service.js';

/** A voucher with its number and the words that stand in it. */
export interface NumberedVoucher extends Voucher {
  readonly number: VoucherNumber;
  readonly partyName: string;
}

/** Names of projects by fund code. */
export type ProjectNames = ReadonlyMap<string, string>;

const PART_NAMES: Readonly<Record<VoucherPart, string>> = {
  income: '捐赠收入',
  refund: '退款',
  dispute: '支付争议',
  fee: '手续费',
  settlement: '结算',
  spending: '项目支出',
  transfer: '资金划转',
  other: '其他',
};
const WORD = '记';
/** Accounting software keeps the count of enclosed papers in a small number. */
const ENCLOSED_MAX = 9_999;

/** 摘要, like 微信捐赠收入20260115. */
export function summaryOf({ partyName, day }: NumberedVoucher, part: VoucherPart): string {
  return `${partyName}${PART_NAMES[part]}${day.replaceAll('-', '')}`;
}

/** 附单据数: one paper for each entry. */
export function enclosed({ entries }: Voucher): number {
  return Math.min(entries, ENCLOSED_MAX);
}

/** Under which a voucher is known to us whatever number the software gives it. */
export function externalNumber({ number }: NumberedVoucher): string {
  return `BOAI-${number.month.replace('-', '')}-${String(number.no).padStart(4, '0')}`;
}

const CANONICAL: readonly (readonly [string, Column['kind']])[] = [
  ['date', 'day'],
  ['voucher_word', 'text'],
  ['voucher_no', 'count'],
  ['attachments', 'count'],
  ['summary', 'text'],
  ['account_code', 'text'],
  ['account_name', 'text'],
  ['debit', 'amount'],
  ['credit', 'amount'],
  ['currency', 'text'],
  ['rate', 'text'],
  ['project_code', 'text'],
  ['dept_code', 'text'],
  ['counterparty_code', 'text'],
  ['maker', 'text'],
];

/** The plain table of vouchers, from which any software's layout can be made (charity.md 6.3). */
export function canonicalSection(vouchers: readonly NumberedVoucher[]): Section {
  return {
    name: '凭证',
    columns: CANONICAL.map(([head, kind]) => ({ head, kind })),
    rows: atOnce(vouchers.flatMap((voucher) => voucher.lines.map((line) => canonicalRow(voucher, line)))),
    totals: true,
  };
}

function canonicalRow(voucher: NumberedVoucher, line: VoucherLine): Row {
  const { day, number, currency } = voucher;
  return {
    currency,
    cells: [
      ...[day, WORD, number.no, enclosed(voucher), summaryOf(voucher, line.part)],
      ...[line.account, accountName(line.account), line.debit, line.credit, currency],
      ...[currency === 'CNY' ? '1' : '', line.project, '', '', number.maker],
    ],
  };
}

/** The columns of 金蝶 K/3 and KIS 标准格式凭证引入, by their exact names (charity.md 6.3). */
const KINGDEE: readonly (readonly [string, Column['kind']])[] = [
  ['FDate', 'day'],
  ['FYear', 'count'],
  ['FPeriod', 'count'],
  ['FGroupID', 'text'],
  ['FNumber', 'count'],
  ['FAccountNum', 'text'],
  ['FAccountName', 'text'],
  ['FCurrencyNum', 'text'],
  ['FCurrencyName', 'text'],
  ['FAmountFor', 'amount'],
  ['FDebit', 'amount'],
  ['FCredit', 'amount'],
  ['FPreparerID', 'text'],
  ['FCheckerID', 'text'],
  ['FApproveID', 'text'],
  ['FCashierID', 'text'],
  ['FHandler', 'text'],
  ['FSettleTypeID', 'text'],
  ['FSettleNo', 'text'],
  ['FExplanation', 'text'],
  ['FQuantity', 'count'],
  ['FMeasureUnitID', 'text'],
  ['FUnitPrice', 'count'],
  ['FReference', 'text'],
  ['FTransDate', 'day'],
  ['FTransNo', 'text'],
  ['FAttachments', 'count'],
  ['FSerialNum', 'count'],
  ['FObjectName', 'text'],
  ['FParameter', 'text'],
  ['FExchangeRate', 'count'],
  ['FEntryID', 'count'],
  ['FItem', 'text'],
  ['FPosted', 'count'],
  ['FInternalInd', 'text'],
  ['FCashFlow', 'text'],
];

/** The sheet that 金蝶 reads: no sums and no remarks, every row is a line of a voucher. */
export function kingdeeSection(vouchers: readonly NumberedVoucher[], projects: ProjectNames): Section {
  return {
    name: '凭证',
    columns: KINGDEE.map(([head, kind]) => ({ head, kind })),
    rows: atOnce(
      vouchers.flatMap((voucher) => voucher.lines.map((line, at) => kingdeeRow(voucher, line, at, projects))),
    ),
    totals: false,
  };
}

function kingdeeRow(voucher: NumberedVoucher, line: VoucherLine, at: number, projects: ProjectNames): Row {
  const { day, number } = voucher;
  const values: Readonly<Record<string, Value>> = {
    FDate: day,
    FYear: Number(day.slice(0, 4)),
    FPeriod: Number(day.slice(5, 7)),
    FGroupID: WORD,
    FNumber: number.no,
    FAccountNum: line.account,
    FAccountName: accountName(line.account),
    FCurrencyNum: 'RMB',
    FCurrencyName: '人民币',
    FAmountFor: line.debit === 0n ? line.credit : line.debit,
    FDebit: line.debit,
    FCredit: line.credit,
    FPreparerID: number.maker,
    FExplanation: summaryOf(voucher, line.part),
    FReference: externalNumber(voucher),
    FTransDate: day,
    FAttachments: enclosed(voucher),
    FSerialNum: number.no,
    FExchangeRate: 1,
    FEntryID: at,
    FItem:
      line.project === '' ? '' : `项目---${line.project}---${projects.get(line.project) ?? line.project}`,
    FPosted: 0,
  };
  return { currency: voucher.currency, cells: KINGDEE.map(([head]) => values[head] ?? null) };
}

/** U8's first line; it says the layout's version. */
const U8_FIRST = '填制凭证,V800';
/** Fields after 制单人: 结算方式 票号 票号日期 部门 个人 客户 供应商 业务员, then 项目. */
const U8_BEFORE_PROJECT = 8;

/** The lines of 用友 U8's 总账工具 TXT, without line ends; a comma would begin a new field, so texts lose theirs. */
export function u8Lines(vouchers: readonly NumberedVoucher[]): string[] {
  const clean = (text: string) => text.replace(/[,，"\r\n\t]/g, ' ').trim();
  return [
    U8_FIRST,
    ...vouchers.flatMap((voucher) =>
      voucher.lines.map((line) => {
        const money = (amount: bigint) => plainAmount({ amount, currency: voucher.currency });
        return [
          ...[voucher.day, WORD, String(voucher.number.no), String(enclosed(voucher))],
          ...[clean(summaryOf(voucher, line.part)), line.account, money(line.debit), money(line.credit)],
          ...['', '', '', clean(voucher.number.maker)],
          ...Array.from({ length: U8_BEFORE_PROJECT }, () => ''),
          line.project,
        ].join(',');
      }),
    ),
  ];
}
