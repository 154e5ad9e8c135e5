import { AlipayBill } from './alipay-bill.js';
import { isNumber, kept, minorUnits, positive } from './cells.js';
import { beijingMoment } from './moments.js';
import type { FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { SCALE } from './wechat-bill.js';

const COLUMNS = {
  payment: ['支付宝交易号'],
  order: ['商户订单号'],
  type: ['业务类型'],
  description: ['商品名称'],
  time: ['完成时间'],
  person: ['对方账户', '对方账号'],
  amount: ['商家实收(元)', '商家实收'],
  refund: ['退款批次号/请求号', '退款批次号', '退款请求号'],
  fee: ['服务费(元)', '服务费'],
  remark: ['备注'],
} as const;
type Column = keyof typeof COLUMNS;
const OPTIONAL: readonly Column[] = ['person', 'remark'];

/** 业务明细 (trade): gifts and refunds. The type column says which it is; signs have been written both ways. */
export class AlipayTrade extends AlipayBill<Column> {
  private readonly sides = { payments: 0n, refunds: 0n, fees: 0n, paymentCount: 0, refundCount: 0 };

  constructor(scope: FileScope, problems: Problems) {
    super(scope, problems, COLUMNS, OPTIONAL);
  }

  protected read(cells: readonly string[], lineNo: number): ParsedLine | null {
    const { problems, scope } = this;
    const cell = (name: Column) => cells[this.at[name]] ?? '';
    const moment = beijingMoment(cell('time'));
    if (!moment)
      return problems.add(lineNo, 'time', { caption: '完成时间', text: cell('time').slice(0, 40) });
    const stated = minorUnits(cell('amount'), SCALE);
    const statedFee = minorUnits(cell('fee'), SCALE);
    if (stated === null || statedFee === null) {
      const bad = stated === null ? 'amount' : 'fee';
      return problems.add(lineNo, 'amount', { caption: COLUMNS[bad][0], text: cell(bad).slice(0, 40) });
    }
    const refunded = cell('type') === '退款';
    const known = refunded || cell('type') === '交易';
    const amount = known ? (refunded ? -positive(stated) : positive(stated)) : stated;
    const fee = known ? (refunded ? -positive(statedFee) : positive(statedFee)) : -statedFee;
    if (known) this.count(refunded, amount, fee);
    if (moment.day < scope.firstDay || moment.day > scope.lastDay)
      return problems.add(lineNo, 'wrong_day', { day: moment.day });
    const number = refunded ? cell('refund') : cell('payment');
    for (const text of [cell('payment'), number])
      if (!isNumber(text)) return problems.add(lineNo, 'number', { text: text.slice(0, 40) });
    return {
      ...{ lineNo, amount, fee, net: amount - fee, currency: scope.currency },
      type: known
        ? refunded
          ? 'refund'
          : 'payment'
        : `trade:${Buffer.from(cell('type')).toString('hex').slice(0, 48)}`,
      key: refunded ? `trade:${shorter(cell('payment'), number)}` : `trade:${number}`,
      ...{ paymentId: cell('payment'), sourceKey: number, merchantRef: kept(cell('order'), 120) },
      ...{ attach: null, description: kept(cell('description'), 200), status: kept(cell('type'), 30) },
      ...{ balanceAfter: null, counterparty: kept(cell('person'), 200) },
      ...{ occurredAt: moment.at, day: moment.day },
      raw: cells.map((text, place) => (place === this.at.person ? null : text)),
    };
  }

  private count(refunded: boolean, amount: bigint, fee: bigint): void {
    this.sides.fees += fee;
    if (refunded) this.sides.refunds -= amount;
    else this.sides.payments += amount;
    this.sides[refunded ? 'refundCount' : 'paymentCount']++;
  }

  protected found(): Readonly<Record<string, readonly [number, bigint]>> {
    const { payments, refunds, paymentCount, refundCount } = this.sides;
    return { 交易合计: [paymentCount, payments], 退款合计: [refundCount, refunds] };
  }

  protected totals(): FileTotals {
    const { payments, refunds, fees, paymentCount, refundCount } = this.sides;
    return {
      ...{ payments: String(payments), refunds: String(refunds), fees: String(fees) },
      net: String(payments - refunds - fees),
      ...{ paymentCount: String(paymentCount), refundCount: String(refundCount) },
    };
  }
}

const KEY_MAX = 100;

/** Both numbers of a refund, which is known by them together; the payment's own is enough of it when they are long. */
function shorter(payment: string, refund: string): string {
  const both = `${payment}:${refund}`;
  return both.length <= KEY_MAX ? both : both.slice(-KEY_MAX);
}
