import { join } from 'node:path';
import { dayAfter } from '../../src/kernel/days.js';
import { contentOf } from '../../src/settlements/files/content.js';
import { fixture } from '../settlements/files/bills.js';
import { gbk } from '../support/gbk.js';
import { zipOf } from '../support/zip.js';

/** A file as a browser's dialog hands it over. */
export interface ChosenFile {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

const FIXTURE_DAY = '2026-01-15';
const csv = (name: string, text: string): ChosenFile => ({
  ...{ name, mimeType: 'text/csv', buffer: Buffer.from(text) },
});
const chinese = (day: string) => day.replace(/(\d+)-(\d+)-(\d+)/, '$1年$2月$3日');

/** Puts other words in the place of some; each must be there once. */
function put(text: string, changes: Readonly<Record<string, string>>): string {
  let made = text;
  for (const [from, to] of Object.entries(changes)) {
    if (made.split(from).length !== 2) throw new Error(`not there once: ${from}`);
    made = made.replace(from, to);
  }
  return made;
}

/** The trade bill of the fixtures, of another day. */
export function wechatTrade(day: string): ChosenFile {
  const text = fixture(`wechat_trade_ALL_${FIXTURE_DAY}.csv`).toString('utf8');
  return csv(`wechat-trade-${day}.csv`, text.replaceAll(FIXTURE_DAY, day));
}

/** The fund-flow bill of the fixtures, whose account opens with nothing and pays out its 99.40 in the afternoon. */
export function wechatFlow(day: string): ChosenFile {
  const text = fixture(`wechat_fundflow_BASIC_${FIXTURE_DAY}.csv`).toString('utf8');
  const rows = text.split('\r\n').length > 1 ? text.split('\r\n') : text.split('\n');
  const payout = rows.findIndex((row) => row.includes('`提现,`提现'));
  const [paid = ''] = rows.splice(payout, 1);
  const later = put(paid, { '02:10:11': '15:30:00', '`200.00': '`99.40' });
  const refund = rows.findIndex((row) => row.includes('`退款,`退款'));
  rows.splice(refund + 1, 0, later);
  const made = put(rows.join('\r\n'), {
    '`8.88,`108.28': '`8.88,`8.88',
    '`0.05,`108.23': '`0.05,`8.83',
    '`250.65': '`150.05',
  });
  return csv(`wechat-flow-${day}.csv`, made.replaceAll(FIXTURE_DAY, day));
}

async function alipay(day: string, kind: string, change: (text: string) => string): Promise<ChosenFile> {
  const name = `alipay_${kind}_20880000000000010156_20260115.csv.zip`;
  const content = await contentOf(join(import.meta.dirname, '../fixtures/statements', name));
  if (content.kind !== 'text') throw new Error(`${name} holds no text`);
  const parts: Buffer[] = [];
  for await (const part of content.open()) parts.push(part);
  const text = change(new TextDecoder('gb18030').decode(Buffer.concat(parts)))
    .replaceAll(chinese(dayAfter(FIXTURE_DAY)), chinese(dayAfter(day)))
    .replaceAll(chinese(FIXTURE_DAY), chinese(day))
    .replaceAll(FIXTURE_DAY, day);
  const inside = { name: gbk(`2088_${kind === 'trade' ? '业务' : '账务'}明细.csv`), data: gbk(text) };
  return { name: `alipay-${kind}-${day}.zip`, mimeType: 'application/zip', buffer: zipOf([inside]) };
}

/** The business details of the fixtures, of another day. */
export const alipayTrade = (day: string) => alipay(day, 'trade', (text) => text);

/** The account details of the fixtures, of another day: the last fee is one fen more than the trade bill says. */
export const alipayFlow = (day: string) =>
  alipay(day, 'signcustomer', (text) =>
    put(text, {
      '0.00,-0.03,203.97': '0.00,-0.04,203.96',
      '0.00,-203.97,0.00': '0.00,-203.96,0.00',
    }),
  );

/** What a platform took for us. */
export function platformList(day: string): ChosenFile {
  const rows = [
    '捐赠时间,捐赠编号,项目名称,捐赠金额,手续费,捐赠人',
    `${day} 08:15:00,PF-0001,博爱送万家,66.00,0.40,王小明`,
    `${day} 20:40:10,PF-0002,灾后重建,30.00,0.18,李*`,
  ];
  return csv(`platform-${day}.csv`, `${rows.join('\r\n')}\r\n`);
}

/** What came to the donation account: three payouts, and 0.37 of interest that nobody knows. */
export function bankList(day: string, stripe: { readonly id: string; readonly amount: number }): ChosenFile {
  const lines: readonly (readonly [string, number, string, string, string])[] = [
    ['161500', 9_940, '财付通支付科技', '微信支付提现', ''],
    ['163000', stripe.amount, 'STRIPE', '外币清算', stripe.id],
    ['213000', 20_396, '支付宝（中国）', '支付宝提现', ''],
    ['235900', 37, '', '利息', '四季度利息'],
  ];
  const yuan = (fen: number) => `${Math.trunc(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
  let balance = 0;
  const rows = lines.map(([time, fen, from, summary, reference], at) => {
    balance += fen;
    const number = `B${day.replaceAll('-', '')}${at + 1}`;
    return [day.replaceAll('-', ''), time, '', yuan(fen), yuan(balance), from, summary, reference, number];
  });
  const head = '交易日期,交易时间,借方发生额,贷方发生额,余额,对方户名,摘要,附言,流水号';
  return csv(`bank-${day}.csv`, `${[head, ...rows.map((row) => row.join(','))].join('\r\n')}\r\n`);
}
