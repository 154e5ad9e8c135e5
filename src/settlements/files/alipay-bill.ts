import { dayAfter } from '../../kernel/days.js';
import { caption, minorUnits, placeOf } from './cells.js';
import type { FileReader, FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { splitCells } from './separated.js';
import { SCALE, yuan } from './wechat-bill.js';

/** Alipay names its files by the PID and these four digits. */
const PID_TAIL = '0156';

/** What a sum line at the end says: how many, and how much in minor units. */
interface SumLine {
  readonly count: number;
  readonly amount: bigint | null;
}

/**
 * What Alipay's bills have in common (charity.md 4.3): lines that begin with # say whose it is, of which days, and what
 * it adds up to; the first other line holds the captions; cells may end with tabs.
 */
export abstract class AlipayBill<Column extends string> implements FileReader {
  /** Where each column stands; below 0 = the bill has none such. */
  protected readonly at = {} as Record<Column, number>;
  protected captions: readonly string[] = [];
  private readonly sums = new Map<string, SumLine>();
  private account: string | null = null;
  private days: readonly [string, string] | null = null;
  private ended = false;

  constructor(
    protected readonly scope: FileScope,
    protected readonly problems: Problems,
    /** The captions that each column has had; the one that describes the goods may hold commas of its own. */
    private readonly columns: Readonly<Record<Column | 'description', readonly string[]>>,
    private readonly optional: readonly Column[],
  ) {}

  protected abstract read(cells: readonly string[], lineNo: number): ParsedLine | null;
  /** Which sums the bill states, and what was read for each: count and minor units without a sign. */
  protected abstract found(): Readonly<Record<string, readonly [count: number, amount: bigint]>>;
  protected abstract totals(): FileTotals;

  take(text: string, lineNo: number): ParsedLine | null {
    if (text.trim() === '') return null;
    const bare = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    if (bare.startsWith('#')) {
      this.remark(bare.normalize('NFKC').replace(/\s+/g, ' '), lineNo);
      return null;
    }
    const cells = splitCells(bare, ',');
    if (!cells) return this.problems.add(lineNo, 'not_a_line');
    if (this.captions.length === 0) {
      this.captions = cells.map(caption);
      this.begin(this.captions, lineNo);
      return null;
    }
    if (this.ended) return this.problems.add(lineNo, 'after_footer');
    const whole = this.fold(cells);
    if (whole.length !== this.captions.length)
      return this.problems.add(lineNo, 'cells', {
        found: String(cells.length),
        expected: String(this.captions.length),
      });
    return this.read(
      whole.map((cell) => cell.trim()),
      lineNo,
    );
  }

  private begin(captions: readonly string[], lineNo: number): void {
    for (const name of Object.keys(this.columns) as Column[]) {
      const names = this.columns[name];
      this.at[name] = placeOf(captions, ...names);
      if (this.at[name] < 0 && !this.optional.includes(name))
        this.problems.add(lineNo, 'caption_missing', { caption: names[0] ?? '' });
    }
  }

  finish(): FileTotals {
    if (this.captions.length === 0) this.problems.add(0, 'empty_file');
    else {
      this.compareAccount();
      this.compareDays();
      for (const [name, [count, amount]] of Object.entries(this.found())) this.compare(name, count, amount);
    }
    return this.totals();
  }

  /** Puts the commas of a name back: the cells between the ones before and after it are one. */
  private fold(cells: readonly string[]): readonly string[] {
    const extra = cells.length - this.captions.length;
    if (extra <= 0) return cells;
    const at = placeOf(this.captions, ...this.columns.description);
    if (at < 0) return cells;
    return [...cells.slice(0, at), cells.slice(at, at + extra + 1).join(','), ...cells.slice(at + extra + 1)];
  }

  private remark(text: string, lineNo: number): void {
    const account = /^#账号:\[(\d+)\]/.exec(text);
    if (account) this.account = account[1] ?? null;
    const days = /^#起始日期:\[(.+?)\] ?终止日期:\[(.+?)\]/.exec(text);
    if (days) this.days = [days[1] ?? '', days[2] ?? ''];
    if (/列表结束/.test(text)) this.ended = true;
    const sum = /^#(\S{2}合计):(\d{1,9})笔,[^\d-]*(-?[\d.]+)元/.exec(text);
    if (!sum) return;
    const amount = minorUnits(sum[3] ?? '', SCALE);
    if (this.sums.has(sum[1] ?? '')) this.problems.add(lineNo, 'after_footer');
    const count = Number(sum[2]);
    this.sums.set(sum[1] ?? '', { count, amount });
  }

  private compareAccount(): void {
    const { accountNo } = this.scope;
    if (accountNo === null) return;
    if (this.account === null) this.problems.add(0, 'account_not_named');
    else if (this.account !== accountNo && this.account !== `${accountNo}${PID_TAIL}`)
      this.problems.add(0, 'wrong_account', { found: this.account, expected: accountNo });
  }

  private compareDays(): void {
    if (!this.days) {
      this.problems.add(0, 'days_not_named');
      return;
    }
    const [from, until] = this.days.map(written);
    const { firstDay, lastDay } = this.scope;
    const end = until?.clock === '00:00:00' ? dayAfter(until.day, -1) : until?.day;
    if (from?.day !== firstDay || end !== lastDay)
      this.problems.add(0, 'wrong_days', { found: `${from?.day ?? '?'} – ${end ?? '?'}` });
  }

  private compare(name: string, count: number, amount: bigint): void {
    const says = this.sums.get(name);
    if (!says) {
      if (count > 0 || this.sums.size === 0 || !this.ended)
        this.problems.add(0, 'footer_lacks', { caption: name });
      return;
    }
    const stated = says.amount !== null && says.amount < 0n ? -says.amount : says.amount;
    if (says.count === count && stated === amount) return;
    this.problems.add(0, 'footer_differs', {
      caption: name,
      stated: `${says.count} / ${stated === null ? '?' : yuan(stated)}`,
      found: `${count} / ${yuan(amount)}`,
    });
  }
}

/** "2026年01月15日 00:00:00" as day and clock. */
function written(text: string): { day: string; clock: string } | undefined {
  const parts = /^(\d{4})\D(\d\d)\D(\d\d)日?(?: (\d\d:\d\d:\d\d))?/.exec(text);
  return parts ? { day: `${parts[1]}-${parts[2]}-${parts[3]}`, clock: parts[4] ?? '' } : undefined;
}
