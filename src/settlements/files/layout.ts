import type { FieldProblem } from '../../kernel/errors.js';
import { caption } from './cells.js';

/** What a column of a bank's or a platform's list may mean to us. */
export const LAYOUT_FIELDS = {
  bank: [
    'time',
    'clock',
    'amount',
    'direction',
    'in',
    'out',
    'balance',
    'number',
    'counterparty',
    'counterpartyNumber',
    'summary',
    'reference',
    'ownNumber',
  ],
  platform: [
    'time',
    'clock',
    'number',
    'amount',
    'kind',
    'refundNumber',
    'fee',
    'currency',
    'counterparty',
    'attach',
    'description',
    'reference',
    'ownNumber',
  ],
} as const;
/** Whose list it is. */
export type LayoutSource = keyof typeof LAYOUT_FIELDS;
export type LayoutField = (typeof LAYOUT_FIELDS)[LayoutSource][number];

/** Which caption holds what; only those that the list has. */
export type LayoutColumns = Readonly<Partial<Record<LayoutField, string>>>;

const CAPTION_MAX = 60;

/** What is wrong with a mapping: what is needed to read money from a list, and no caption for two things. */
export function layoutProblems(source: LayoutSource, columns: LayoutColumns): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const has = (field: LayoutField) => columns[field] !== undefined;
  if (!has('time')) problems.push({ field: 'time', code: 'layout_needed' });
  if (source === 'platform')
    for (const field of ['number', 'amount'] as const)
      if (!has(field)) problems.push({ field, code: 'layout_needed' });
  if (source === 'bank' && !has('amount') && !(has('in') && has('out')))
    problems.push({ field: 'amount', code: 'layout_amount_or_sides' });
  if (source === 'bank' && has('amount') && (has('in') || has('out')))
    problems.push({ field: 'in', code: 'layout_amount_or_sides' });
  const seen = new Map<string, LayoutField>();
  for (const [field, text] of Object.entries(columns) as [LayoutField, string][]) {
    const name = caption(text);
    if (name === '' || name.length > CAPTION_MAX) problems.push({ field, code: 'layout_caption' });
    else if (seen.has(name)) problems.push({ field, code: 'layout_twice' });
    seen.set(name, field);
  }
  return problems;
}

/** Words of captions by which a column's meaning is suggested; a person decides. */
const SUGGESTED: readonly (readonly [LayoutField, RegExp])[] = [
  ['counterpartyNumber', /对方(账号|帐号|账户$)|收\/?付方账号|交易对手账号/],
  ['counterparty', /对方(户名|名称|单位|账户名)|捐赠(人|者)|捐款人|昵称|交易对手|户名/],
  ['refundNumber', /退款(单|编|流水)号|退捐编号/],
  ['in', /贷方(发生额|金额)?$|收入(金额)?$|存入|转入金额|贷方发生额/],
  ['out', /借方(发生额|金额)?$|支出(金额)?$|支取|转出金额|借方发生额/],
  ['direction', /借贷(标志|方向)|收支(类型|标志)/],
  ['balance', /余额/],
  ['fee', /手续费|服务费/],
  ['currency', /币种/],
  ['time', /日期/],
  ['time', /(交易|入账|记账|发生|捐赠|支付|捐款)时间|^时间$/],
  ['clock', /时间|时刻/],
  ['number', /流水号|订单号|交易号|捐赠编号|凭证号/],
  ['amount', /金额|发生额/],
  ['kind', /(交易|业务)?类型|状态/],
  ['attach', /项目(编号|代码)/],
  ['description', /项目|商品/],
  ['reference', /附言|用途|备注|留言/],
  ['summary', /摘要/],
  ['ownNumber', /本方账号|^账号$|^帐号$/],
];

/** A first guess at what the captions of a list mean. */
export function suggestedColumns(source: LayoutSource, captions: readonly string[]): LayoutColumns {
  const columns: Partial<Record<LayoutField, string>> = {};
  const taken = new Set<string>();
  const fields: readonly string[] = LAYOUT_FIELDS[source];
  for (const [field, words] of SUGGESTED) {
    if (!fields.includes(field) || columns[field] !== undefined) continue;
    const found = captions.find((text) => !taken.has(text) && words.test(caption(text)));
    if (found === undefined) continue;
    columns[field] = found;
    taken.add(found);
  }
  if (columns.in !== undefined && columns.out !== undefined) delete columns.amount;
  return columns;
}

/** The first row that looks like captions: at least three texts, none of them a number. */
export function captionRow(rows: readonly (readonly string[])[]): number {
  return rows.findIndex((row) => {
    const texts = row.map(caption).filter((text) => text !== '');
    return texts.length >= 3 && !texts.some((text) => /^[-+]?[\d.,:/-]+$/.test(text));
  });
}
