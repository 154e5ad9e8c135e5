import { isNumber, kept, minorUnits, placeOf } from './cells.js';
import { beijingMoment } from './moments.js';
import type { FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { SCALE, type Stated, WechatBill } from './wechat-bill.js';

/** Columns by what they hold: the captions that they have had, newest first, and whether each bill has them. */
const COLUMNS = {
  time: [['交易时间'], true],
  refundAskedAt: [['退款申请时间'], false],
  merchant: [['商户号'], true],
  subMerchant: [['特约商户号', '子商户号'], false],
  person: [['用户标识'], false],
  payment: [['微信订单号'], true],
  order: [['商户订单号'], true],
  status: [['交易状态'], true],
  currency: [['货币种类'], true],
  amount: [['应结订单金额', '总金额'], true],
  refund: [['微信退款单号'], false],
  refundOrder: [['商户退款单号'], false],
  refundAmount: [['退款金额'], false],
  refundStatus: [['退款状态'], false],
  refundCoupons: [['充值券退款金额', '代金券或立减优惠退款金额', '企业红包退款金额'], false],
  description: [['商品名称'], true],
  attach: [['商户数据包'], false],
  fee: [['手续费'], true],
  orderAmount: [['订单金额'], false],
  refundAsked: [['申请退款金额'], false],
} as const satisfies Record<string, readonly [readonly string[], boolean]>;

type Column = keyof typeof COLUMNS;

/** Columns that are summed up at the end of the bill: what the sum is called there. */
const SUMMED = {
  amount: ['应结订单总金额', '总交易额', '总金额'],
  refundAmount: ['退款总金额', '总退款金额'],
  refundCoupons: ['充值券退款总金额', '总代金券或立减优惠退款金额', '总企业红包退款金额'],
  fee: ['手续费总金额'],
  orderAmount: ['订单总金额'],
  refundAsked: ['申请退款总金额'],
} as const satisfies Partial<Record<Column, readonly string[]>>;
type Summed = keyof typeof SUMMED;
const SUMS = Object.keys(SUMMED) as Summed[];

/** 交易账单 in its variants ALL, SUCCESS and REFUND: gifts and refunds, each with the fee of it. */
export class WechatTrade extends WechatBill {
  private readonly at: Record<Column, number>;
  private readonly summed: Record<Summed, bigint>;
  private readonly sides = { payments: 0n, refunds: 0n, fees: 0n };
  private readonly counts = { payment: 0, refund: 0 };

  constructor(scope: FileScope, problems: Problems) {
    super(scope, problems, '总交易单数');
    this.at = Object.fromEntries(Object.keys(COLUMNS).map((name) => [name, -1])) as Record<Column, number>;
    this.summed = Object.fromEntries(SUMS.map((name) => [name, 0n])) as Record<Summed, bigint>;
  }

  protected begin(captions: readonly string[], lineNo: number): void {
    for (const [name, [names, needed]] of Object.entries(COLUMNS)) {
      const place = placeOf(captions, ...names);
      this.at[name as Column] = place;
      if (place < 0 && needed) this.problems.add(lineNo, 'caption_missing', { caption: names[0] });
    }
  }

  protected read(cells: readonly string[], lineNo: number): ParsedLine | null {
    const { at, problems, scope } = this;
    const cell = (name: Column) => cells[at[name]] ?? '';
    const amounts = this.amountsOf(cells, lineNo);
    const refunded = isSet(cell('refund'));
    const timeText = (refunded && cell('refundAskedAt')) || cell('time');
    const moment = beijingMoment(timeText);
    if (!moment) return problems.add(lineNo, 'time', { caption: '交易时间', text: timeText });
    if (!amounts) return null;
    if (moment.day < scope.firstDay || moment.day > scope.lastDay)
      return problems.add(lineNo, 'wrong_day', { day: moment.day });
    const ours = cell('merchant') === scope.accountNo || cell('subMerchant') === scope.accountNo;
    if (scope.accountNo !== null && !ours)
      return problems.add(lineNo, 'wrong_account', { found: cell('merchant'), expected: scope.accountNo });
    const key = refunded ? cell('refund') : cell('payment');
    for (const number of [key, cell('payment')])
      if (!isNumber(number)) return problems.add(lineNo, 'number', { text: number.slice(0, 40) });
    const type = typeOf(cell('status'), refunded);
    const amount = refunded ? -amounts.refundAmount : amounts.amount;
    this.count(type, amount, amounts.fee);
    return {
      lineNo,
      key: `trade:${key}`,
      type,
      amount,
      fee: amounts.fee,
      net: amount - amounts.fee,
      currency: cell('currency'),
      paymentId: cell('payment'),
      sourceKey: key,
      merchantRef: kept(refunded ? cell('refundOrder') : cell('order'), 120),
      attach: kept(cell('attach'), 128),
      description: kept(cell('description'), 200),
      status: kept((refunded && cell('refundStatus')) || cell('status'), 30),
      balanceAfter: null,
      counterparty: null,
      occurredAt: moment.at,
      day: moment.day,
      raw: withoutCell(cells, at.person),
    };
  }

  /** The summed columns of a line in minor units; notes a problem and answers null when one is no amount. */
  private amountsOf(cells: readonly string[], lineNo: number): Record<Summed, bigint> | null {
    const read = {} as Record<Summed, bigint>;
    for (const name of SUMS) {
      const place = this.at[name];
      const text = place < 0 ? '0.00' : (cells[place] ?? '');
      const amount = minorUnits(text, SCALE);
      if (amount === null)
        return this.problems.add(lineNo, 'amount', {
          caption: this.captions[place] ?? '',
          text: text.slice(0, 40),
        });
      read[name] = amount;
    }
    for (const name of SUMS) this.summed[name] += read[name];
    return read;
  }

  private count(type: string, amount: bigint, fee: bigint): void {
    this.sides.fees += fee;
    if (type === 'refund') this.sides.refunds -= amount;
    else if (type === 'payment') this.sides.payments += amount;
    if (type === 'refund' || type === 'payment') this.counts[type]++;
  }

  protected sums(): readonly Stated[] {
    const present = SUMS.filter((name) => this.at[name] >= 0);
    return [
      { names: ['总交易单数'], found: this.lines, needed: true },
      ...present.map((name) => ({
        names: SUMMED[name],
        found: this.summed[name],
        needed: name === 'fee' || name === 'amount',
      })),
    ];
  }

  protected totals(): FileTotals {
    const { payments, refunds, fees } = this.sides;
    return {
      ...{ payments: String(payments), refunds: String(refunds), fees: String(fees) },
      net: String(payments - refunds - fees),
      ...{ paymentCount: String(this.counts.payment), refundCount: String(this.counts.refund) },
    };
  }
}

/** The cells without the one that names a person. */
function withoutCell(cells: readonly string[], place: number): readonly (string | null)[] {
  if (place < 0) return cells;
  const others: (string | null)[] = cells.slice();
  others[place] = null;
  return others;
}

/** A cell that names a refund: payments have "0" or nothing there. */
function isSet(text: string): boolean {
  return text !== '' && text !== '0';
}

/** What the state says; one that we do not know is looked at by a person (D15). */
function typeOf(status: string, refunded: boolean): string {
  if (status === 'SUCCESS' && !refunded) return 'payment';
  if (refunded && (status === 'REFUND' || status === 'REVOKED')) return 'refund';
  return `trade:${status.replace(/[^\x21-\x7e]/g, '?').slice(0, 50)}`;
}
