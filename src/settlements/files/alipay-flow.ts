import { AlipayBill } from './alipay-bill.js';
import { isNumber, kept, minorUnits, positive } from './cells.js';
import { flowType } from './flow-types.js';
import { beijingMoment } from './moments.js';
import type { FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { SCALE } from './wechat-bill.js';

const COLUMNS = {
  flow: ['账务流水号'],
  business: ['业务流水号'],
  order: ['商户订单号'],
  description: ['商品名称'],
  time: ['发生时间'],
  person: ['对方账号', '对方账户'],
  come: ['收入金额(+元)', '收入金额'],
  gone: ['支出金额(-元)', '支出金额'],
  balance: ['账户余额(元)', '账户余额'],
  type: ['业务类型'],
  remark: ['备注'],
} as const;
type Column = keyof typeof COLUMNS;
const OPTIONAL: readonly Column[] = ['person', 'remark', 'description'];

/** 账务明细 (signcustomer): each movement of our balance at Alipay. */
export class AlipayFlow extends AlipayBill<Column> {
  private readonly side = { in: 0n, out: 0n, inCount: 0, outCount: 0 };

  constructor(scope: FileScope, problems: Problems) {
    super(scope, problems, COLUMNS, OPTIONAL);
  }

  protected read(cells: readonly string[], lineNo: number): ParsedLine | null {
    const { problems, scope } = this;
    const cell = (name: Column) => cells[this.at[name]] ?? '';
    const moment = beijingMoment(cell('time'));
    if (!moment)
      return problems.add(lineNo, 'time', { caption: '发生时间', text: cell('time').slice(0, 40) });
    const [come, gone, balanceAfter] = (['come', 'gone', 'balance'] as const).map((name) => {
      const amount = minorUnits(cell(name) || '0.00', SCALE);
      if (amount === null)
        problems.add(lineNo, 'amount', { caption: COLUMNS[name][0], text: cell(name).slice(0, 40) });
      return amount;
    });
    if (come == null || gone == null || balanceAfter == null) return null;
    if (come < 0n || (come !== 0n && gone !== 0n))
      return problems.add(lineNo, 'direction', { text: `${cell('come')} / ${cell('gone')}`.slice(0, 40) });
    const amount = come !== 0n ? come : -positive(gone);
    this.side[amount > 0n ? 'in' : 'out'] += positive(amount);
    this.side[amount > 0n ? 'inCount' : 'outCount']++;
    if (moment.day < scope.firstDay || moment.day > scope.lastDay)
      return problems.add(lineNo, 'wrong_day', { day: moment.day });
    if (!isNumber(cell('flow'))) return problems.add(lineNo, 'number', { text: cell('flow').slice(0, 40) });
    return {
      ...{ lineNo, type: flowType(cell('type')), amount, fee: 0n, net: amount, currency: scope.currency },
      ...{ key: `flow:${cell('flow')}`, paymentId: null },
      sourceKey: isNumber(cell('business')) ? cell('business') : null,
      ...{ merchantRef: kept(cell('order'), 120), attach: null },
      description: kept([cell('type'), cell('description'), cell('remark')].filter(Boolean).join(' '), 200),
      ...{ status: null, balanceAfter, counterparty: kept(cell('person'), 200) },
      ...{ occurredAt: moment.at, day: moment.day },
      raw: cells.map((text, place) => (place === this.at.person ? null : text)),
    };
  }

  protected found(): Readonly<Record<string, readonly [number, bigint]>> {
    const { in: come, out, inCount, outCount } = this.side;
    return { 支出合计: [outCount, out], 收入合计: [inCount, come] };
  }

  protected totals(): FileTotals {
    const { in: come, out, inCount, outCount } = this.side;
    return {
      ...{ in: String(come), out: String(out), net: String(come - out) },
      ...{ inCount: String(inCount), outCount: String(outCount) },
    };
  }
}
