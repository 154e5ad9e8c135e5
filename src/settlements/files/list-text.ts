import type { LayoutList } from './layout-list.js';
import type { FileReader, FileTotals, ParsedLine, Problems } from './parsed-line.js';
import { splitCells } from './separated.js';

const SEPARATORS = [',', '\t', ';', '|'] as const;
/** A cell that goes on over more lines than this is a quote that was never closed. */
const CONTINUED_MAX = 50;

/** A list as separated text: finds out its separator from the row of captions, and joins cells of several lines. */
export class ListText implements FileReader {
  private separator: string | null = null;
  private open: { text: string; lineNo: number; lines: number } | null = null;

  constructor(
    private readonly list: LayoutList,
    private readonly problems: Problems,
  ) {}

  take(text: string, lineNo: number): ParsedLine | null {
    const bare = lineNo === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
    const whole = this.open ? `${this.open.text}\n${bare}` : bare;
    if (whole.trim() === '') return null;
    if (this.separator === null) {
      for (const separator of SEPARATORS) {
        const cells = splitCells(whole, separator);
        if (!cells || (cells.length < 2 && separator !== SEPARATORS.at(-1))) continue;
        this.list.takeCells(cells, lineNo);
        if (this.list.begun) this.separator = separator;
        return null;
      }
      return null;
    }
    const cells = splitCells(whole, this.separator);
    if (!cells) {
      const from = this.open ?? { lineNo, lines: 0 };
      this.open = { text: whole, lineNo: from.lineNo, lines: from.lines + 1 };
      if (this.open.lines <= CONTINUED_MAX) return null;
      this.problems.add(this.open.lineNo, 'quote_open');
      this.open = null;
      return null;
    }
    const from = this.open?.lineNo ?? lineNo;
    this.open = null;
    return this.list.takeCells(cells, from);
  }

  finish(): FileTotals {
    if (this.open) this.problems.add(this.open.lineNo, 'quote_open');
    return this.list.finish();
  }
}
