import { isNumber, kept, minorUnits, placeOf } from './cells.js';
import { flowType } from './flow-types.js';
import { beijingMoment } from './moments.js';
import type { FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { SCALE, type Stated, WechatBill } from './wechat-bill.js';

const COLUMNS = {
  time: '记账时间',
  business: '微信支付业务单号',
  flow: '资金流水单号',
  type: '业务类型',
  direction: '收支类型',
  amount: '收支金额(元)',
  balance: '账户结余(元)',
  remark: '备注',
  voucher: '业务凭证号',
} as const;
type Column = keyof typeof COLUMNS;

/** 资金账单: each movement of the balance, fees as lines of their own. It names no 商户号, so that is not compared. */
export class WechatFlow extends WechatBill {
  private at = {} as Record<Column, number>;
  private readonly side = { in: 0n, out: 0n, inCount: 0, outCount: 0 };

  constructor(scope: FileScope, problems: Problems) {
    super(scope, problems, '资金流水总笔数');
  }

  protected begin(captions: readonly string[], lineNo: number): void {
    for (const [name, wanted] of Object.entries(COLUMNS)) {
      this.at[name as Column] = placeOf(captions, wanted);
      if (this.at[name as Column] < 0) this.problems.add(lineNo, 'caption_missing', { caption: wanted });
    }
  }

  protected read(cells: readonly string[], lineNo: number): ParsedLine | null {
    const { problems, scope } = this;
    const cell = (name: Column) => cells[this.at[name]] ?? '';
    const moment = beijingMoment(cell('time'));
    if (!moment) return problems.add(lineNo, 'time', { caption: COLUMNS.time, text: cell('time') });
    const plain = minorUnits(cell('amount'), SCALE);
    const balanceAfter = minorUnits(cell('balance'), SCALE);
    for (const [name, read] of [
      ['amount', plain],
      ['balance', balanceAfter],
    ] as const)
      if (read === null)
        return problems.add(lineNo, 'amount', { caption: COLUMNS[name], text: cell(name).slice(0, 40) });
    const incoming = cell('direction') === '收入';
    if (plain === null || plain < 0n || (!incoming && cell('direction') !== '支出'))
      return problems.add(lineNo, 'direction', { text: cell('direction').slice(0, 40) });
    const amount = incoming ? plain : -plain;
    this.side[incoming ? 'in' : 'out'] += plain;
    this.side[incoming ? 'inCount' : 'outCount']++;
    if (moment.day < scope.firstDay || moment.day > scope.lastDay)
      return problems.add(lineNo, 'wrong_day', { day: moment.day });
    if (!isNumber(cell('flow'))) return problems.add(lineNo, 'number', { text: cell('flow').slice(0, 40) });
    const type = flowType(cell('type'));
    const business = isNumber(cell('business')) ? cell('business') : null;
    return {
      ...{
        lineNo,
        type,
        amount,
        fee: 0n,
        net: amount,
        key: `flow:${cell('flow')}`,
        currency: scope.currency,
      },
      ...{ paymentId: type === 'payout' ? null : business, sourceKey: business },
      ...{ merchantRef: kept(cell('voucher'), 120), attach: null },
      description: kept([cell('type'), cell('remark')].filter(Boolean).join(' '), 200),
      ...{ status: null, balanceAfter, counterparty: null, occurredAt: moment.at, day: moment.day },
      raw: cells,
    };
  }

  protected sums(): readonly Stated[] {
    const { side } = this;
    const stated = (name: string, found: bigint | number) => ({ names: [name], found, needed: true });
    return [
      stated('资金流水总笔数', this.lines),
      stated('收入笔数', side.inCount),
      stated('收入金额', side.in),
      stated('支出笔数', side.outCount),
      stated('支出金额', side.out),
    ];
  }

  protected totals(): FileTotals {
    const { in: come, out, inCount, outCount } = this.side;
    return {
      ...{ in: String(come), out: String(out), net: String(come - out) },
      ...{ inCount: String(inCount), outCount: String(outCount) },
    };
  }
}
