import { createHash } from 'node:crypto';
import { scaleOf } from '../../kernel/money.js';
import { caption, formattedMinorUnits, isNumber, kept } from './cells.js';
import type { LayoutColumns, LayoutField, LayoutSource } from './layout.js';
import { looseMoment, type Moment } from './moments.js';
import type { FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { yuan } from './wechat-bill.js';

const REFUND = /退|refund/i;
const OUTGOING = /^(借|支|付|出|d|dr|-)/i;
const INCOMING = /^(贷|收|存|入|c|cr|\+)/i;
const SUM_ROW = /合计|总计|小计|总额|本页|页合计/;
/** Texts between which a formula stands in a spreadsheet; ="123" is how a text of digits is written. */
const QUOTED_DIGITS = /^="([^"=]*)"$/;
const FORMULA = /^=/;
const PREAMBLE_MAX = 60;

/** Reads the rows of a bank's or a platform's list by a saved mapping of its captions. */
export class LayoutList {
  private at: Partial<Record<LayoutField, number>> | null = null;
  private readonly scale: number;
  private preamble = 0;
  private readonly side = { in: 0n, out: 0n, inCount: 0, outCount: 0, fees: 0n };

  constructor(
    private readonly source: LayoutSource,
    private readonly columns: LayoutColumns,
    private readonly scope: FileScope,
    private readonly problems: Problems,
  ) {
    this.scale = scaleOf(scope.currency) ?? 2;
  }

  /** Whether the row with the captions has been found. */
  get begun(): boolean {
    return this.at !== null;
  }

  takeCells(given: readonly string[], lineNo: number): ParsedLine | null {
    const cells = given.map((text) => QUOTED_DIGITS.exec(text.trim())?.[1] ?? text.trim());
    if (cells.every((text) => text === '')) return null;
    const formula = cells.findIndex((text) => FORMULA.test(text));
    if (formula >= 0) return this.problems.add(lineNo, 'formula_cell', { cell: String(formula + 1) });
    if (!this.at) {
      this.lookForCaptions(cells, lineNo);
      return null;
    }
    const cell = (field: LayoutField) => cells[this.at?.[field] ?? -1] ?? '';
    const moment = looseMoment(cell('time'), cell('clock'), this.scope.timeZone);
    if (!moment) return this.withoutTime(cells, cell, lineNo);
    return this.source === 'bank'
      ? this.bankLine(cells, cell, moment, lineNo)
      : this.gift(cells, cell, moment, lineNo);
  }

  finish(): FileTotals {
    if (!this.at)
      this.problems.add(0, 'captions_missing', { captions: Object.values(this.columns).join('、') });
    const { in: come, out, inCount, outCount, fees } = this.side;
    const counts = { inCount: String(inCount), outCount: String(outCount) };
    if (this.source === 'bank')
      return { in: String(come), out: String(out), net: String(come - out), ...counts };
    return {
      ...{ payments: String(come), refunds: String(out), fees: String(fees), net: String(come - out - fees) },
      ...{ paymentCount: counts.inCount, refundCount: counts.outCount },
    };
  }

  private lookForCaptions(cells: readonly string[], lineNo: number): void {
    const captions = cells.map(caption);
    const wanted = Object.entries(this.columns) as [LayoutField, string][];
    const places = wanted.map(([field, text]) => [field, captions.indexOf(caption(text))] as const);
    if (places.every(([, place]) => place >= 0)) {
      this.at = Object.fromEntries(places);
      return;
    }
    this.preamble++;
    const { accountNo } = this.scope;
    const named = /[账帐](?:号|户).*?(\d{8,32})/.exec(
      cells
        .join(' ')
        .normalize('NFKC')
        .replace(/(?<=\d)[\s-](?=\d)/g, ''),
    );
    if (this.source === 'bank' && accountNo !== null && named && named[1] !== accountNo)
      this.problems.add(lineNo, 'wrong_account', { found: ends(named[1] ?? ''), expected: ends(accountNo) });
    if (this.preamble === PREAMBLE_MAX)
      this.problems.add(lineNo, 'captions_missing', { captions: wanted.map(([, text]) => text).join('、') });
  }

  /** A row without a day: a sum, which must be what was read, or else a row that we cannot read. */
  private withoutTime(
    cells: readonly string[],
    cell: (field: LayoutField) => string,
    lineNo: number,
  ): ParsedLine | null {
    const isSum = cells.some((text) => SUM_ROW.test(text));
    if (!isSum)
      return this.problems.add(lineNo, 'time', {
        caption: this.columns.time ?? '',
        text: cell('time').slice(0, 40),
      });
    for (const [field, found] of [
      ['in', this.side.in],
      ['out', this.side.out],
    ] as const) {
      const stated = cell(field) === '' ? null : formattedMinorUnits(cell(field), this.scale);
      if (stated === null || (stated < 0n ? -stated : stated) === found) continue;
      const name = this.columns[field] ?? '';
      this.problems.add(lineNo, 'footer_differs', {
        caption: name,
        stated: cell(field).slice(0, 40),
        found: yuan(found),
      });
    }
    return null;
  }

  private money(cell: (field: LayoutField) => string, field: LayoutField, lineNo: number): bigint | null {
    const amount = formattedMinorUnits(cell(field), this.scale);
    if (amount === null)
      this.problems.add(lineNo, 'amount', {
        caption: this.columns[field] ?? '',
        text: cell(field).slice(0, 40),
      });
    return amount;
  }

  private isElsewhere(cell: (field: LayoutField) => string, moment: Moment, lineNo: number): boolean {
    const { accountNo, firstDay, lastDay } = this.scope;
    if (moment.day < firstDay || moment.day > lastDay)
      this.problems.add(lineNo, 'wrong_day', { day: moment.day });
    const own = cell('ownNumber').replace(/[\s-]/g, '');
    const wrong = accountNo !== null && this.columns.ownNumber !== undefined && own !== accountNo;
    if (wrong) this.problems.add(lineNo, 'wrong_account', { found: ends(own), expected: ends(accountNo) });
    return wrong || moment.day < firstDay || moment.day > lastDay;
  }

  private bankLine(
    cells: readonly string[],
    cell: (field: LayoutField) => string,
    moment: Moment,
    lineNo: number,
  ): ParsedLine | null {
    const amount = this.bankAmount(cell, lineNo);
    const balanceAfter = cell('balance') === '' ? null : this.money(cell, 'balance', lineNo);
    if (amount === null) return null;
    // An opening balance stands in the list like a line and moves nothing.
    if (amount === 0n) return null;
    this.side[amount > 0n ? 'in' : 'out'] += amount > 0n ? amount : -amount;
    this.side[amount > 0n ? 'inCount' : 'outCount']++;
    if (this.isElsewhere(cell, moment, lineNo)) return null;
    const counterparty = [cell('counterparty'), cell('counterpartyNumber')].filter(Boolean).join(' ');
    const number = isNumber(cell('number')) ? cell('number') : null;
    const told = [moment.day, amount, balanceAfter, counterparty, cell('reference'), cell('summary')].join(
      '|',
    );
    const people = [this.at?.counterparty, this.at?.counterpartyNumber, this.at?.ownNumber];
    return {
      ...{ lineNo, type: 'bank', amount, fee: 0n, net: amount, currency: this.scope.currency },
      key: number ? `bank:${number}` : `bank:${createHash('sha256').update(told).digest('hex')}`,
      ...{ paymentId: null, sourceKey: number, merchantRef: kept(cell('reference'), 120), attach: null },
      description: kept(cell('summary') || cell('reference'), 200),
      ...{ status: null, balanceAfter, counterparty: kept(counterparty, 200) },
      ...{ occurredAt: moment.at, day: moment.day },
      raw: cells.map((text, place) => (people.includes(place) ? null : text)),
    };
  }

  private bankAmount(cell: (field: LayoutField) => string, lineNo: number): bigint | null {
    if (this.columns.amount === undefined) {
      const come = this.money(cell, 'in', lineNo);
      const gone = this.money(cell, 'out', lineNo);
      if (come === null || gone === null) return null;
      if (come !== 0n && gone !== 0n)
        return this.problems.add(lineNo, 'direction', {
          text: `${cell('in')} / ${cell('out')}`.slice(0, 40),
        });
      // Some banks write what went out with a minus, and what was taken back as a negative amount of the other side.
      return come !== 0n ? come : gone < 0n ? gone : -gone;
    }
    const amount = this.money(cell, 'amount', lineNo);
    if (amount === null || this.columns.direction === undefined) return amount;
    const direction = cell('direction');
    if (OUTGOING.test(direction)) return amount < 0n ? amount : -amount;
    if (INCOMING.test(direction)) return amount;
    return this.problems.add(lineNo, 'direction', { text: direction.slice(0, 40) });
  }

  private gift(
    cells: readonly string[],
    cell: (field: LayoutField) => string,
    moment: Moment,
    lineNo: number,
  ): ParsedLine | null {
    const stated = this.money(cell, 'amount', lineNo);
    const statedFee = this.columns.fee === undefined ? 0n : this.money(cell, 'fee', lineNo);
    if (stated === null || statedFee === null) return null;
    const currency = cell('currency') || this.scope.currency;
    if (scaleOf(currency) !== this.scale)
      return this.problems.add(lineNo, 'currency', { text: currency.slice(0, 12) });
    const number = cell('number');
    const refunded = stated < 0n || REFUND.test(cell('kind'));
    const refund = cell('refundNumber') || `${number}:refund`;
    for (const text of refunded ? [number, refund] : [number])
      if (!isNumber(text)) return this.problems.add(lineNo, 'number', { text: text.slice(0, 40) });
    if (stated === 0n)
      return this.problems.add(lineNo, 'amount', {
        caption: this.columns.amount ?? '',
        text: cell('amount'),
      });
    const size = stated < 0n ? -stated : stated;
    const amount = refunded ? -size : size;
    const fee = refunded
      ? -(statedFee < 0n ? -statedFee : statedFee)
      : statedFee < 0n
        ? -statedFee
        : statedFee;
    this.side[refunded ? 'out' : 'in'] += size;
    this.side[refunded ? 'outCount' : 'inCount']++;
    this.side.fees += fee;
    if (this.isElsewhere(cell, moment, lineNo)) return null;
    const key = refunded ? refund : number;
    const people = [this.at?.counterparty, this.at?.counterpartyNumber];
    return {
      ...{ lineNo, type: refunded ? 'refund' : 'payment', amount, fee, net: amount - fee, currency },
      ...{
        key: `trade:${key}`,
        paymentId: number,
        sourceKey: key,
        merchantRef: kept(cell('reference'), 120),
      },
      ...{ attach: kept(cell('attach'), 128), description: kept(cell('description'), 200) },
      ...{
        status: kept(cell('kind'), 30),
        balanceAfter: null,
        counterparty: kept(cell('counterparty'), 200),
      },
      ...{ occurredAt: moment.at, day: moment.day },
      raw: cells.map((text, place) => (people.includes(place) ? null : text)),
    };
  }
}

/** The end of an account number: enough to tell two apart, and no more of it is shown. */
function ends(number: string): string {
  return `**** ${number.slice(-4)}`;
}
