import { caption, countOf, minorUnits } from './cells.js';
import type { FileReader, FileScope, FileTotals, ParsedLine, Problems } from './parsed-line.js';

/** One figure at the end of a bill: what it is called there and what was read for it. */
export interface Stated {
  /** Captions that it has had, newest first, as `caption` writes them. */
  readonly names: readonly string[];
  /** Minor units; a count is a number. */
  readonly found: bigint | number;
  /** The bill must state it. */
  readonly needed: boolean;
}

/**
 * What WeChat Pay's bills have in common (charity.md 3.4): captions, then cells that each begin with a backtick, then a
 * line of captions and a line of figures that sum up the bill. Cells are split where a comma stands before a backtick,
 * because names of goods hold commas.
 */
export abstract class WechatBill implements FileReader {
  protected captions: readonly string[] = [];
  private summary: readonly string[] | null = null;
  private stated: readonly string[] | null = null;
  protected lines = 0;

  constructor(
    protected readonly scope: FileScope,
    protected readonly problems: Problems,
    private readonly firstOfSummary: string,
  ) {}

  /** Finds the columns; notes a problem when one is missing. */
  protected abstract begin(captions: readonly string[], lineNo: number): void;
  protected abstract read(cells: readonly string[], lineNo: number): ParsedLine | null;
  protected abstract sums(): readonly Stated[];
  protected abstract totals(): FileTotals;

  take(text: string, lineNo: number): ParsedLine | null {
    if (text === '') return null;
    if (this.captions.length === 0) {
      this.captions = text.split(',').map(caption);
      this.begin(this.captions, lineNo);
      return null;
    }
    if (this.stated) return this.problems.add(lineNo, 'after_footer');
    if (this.summary) {
      this.stated = cellsOf(text);
      return null;
    }
    if (text.charCodeAt(0) !== BACKTICK) {
      const captions = text.split(',').map(caption);
      if (captions[0] !== this.firstOfSummary) return this.problems.add(lineNo, 'not_a_line');
      this.summary = captions;
      return null;
    }
    const cells = cellsOf(text);
    if (cells.length !== this.captions.length)
      return this.problems.add(lineNo, 'cells', {
        found: String(cells.length),
        expected: String(this.captions.length),
      });
    this.lines++;
    return this.read(cells, lineNo);
  }

  finish(): FileTotals {
    if (this.captions.length === 0) this.problems.add(0, 'empty_file');
    else if (!this.summary || !this.stated) this.problems.add(0, 'footer_missing');
    else for (const sum of this.sums()) this.compare(sum, this.summary, this.stated);
    return this.totals();
  }

  private compare(
    { names, found, needed }: Stated,
    summary: readonly string[],
    stated: readonly string[],
  ): void {
    const at = summary.findIndex((name) => names.includes(name));
    const name = summary[at] ?? names[0] ?? '';
    if (at < 0) {
      if (needed) this.problems.add(0, 'footer_lacks', { caption: name });
      return;
    }
    const text = stated[at] ?? '';
    const says = typeof found === 'number' ? countOf(text) : minorUnits(text, SCALE);
    if (says === found) return;
    const read = typeof found === 'number' ? String(found) : yuan(found);
    this.problems.add(0, 'footer_differs', { caption: name, stated: text, found: read });
  }
}

/** WeChat Pay's bills are in yuan, or state amounts of other currencies with two decimals as well. */
export const SCALE = 2;
const BACKTICK = 0x60;

function cellsOf(text: string): string[] {
  const cells = text.charCodeAt(0) === BACKTICK ? text.slice(1) : text;
  return cells.split(',`');
}

/** Minor units for a person to compare with the file. */
export function yuan(amount: bigint): string {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(3, '0');
  return `${amount < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
}
