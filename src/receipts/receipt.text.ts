import type { ReceiptDocument } from './receipt.document.js';
import { type Face, type Glyph, glyphsOf } from './receipt.fonts.js';

/** How a text is set. Sizes, widths and spacing are PDF points. */
export interface TextStyle {
  readonly size: number;
  readonly color: string;
  readonly face?: 'sans' | 'title';
  readonly align?: 'left' | 'center' | 'right';
  /** Room to stay inside; the text shrinks to `smallest` before it takes more than `lines` lines. */
  readonly width?: number;
  readonly smallest?: number;
  readonly lines?: number;
  /** Extra space between characters. */
  readonly spacing?: number;
}

type Line = readonly Glyph[];

const LEADING = 1.36;
/** Characters that keep together in a word; between all others a line may end. */
const IN_WORD = /[\p{Script=Latin}\p{N}.,:;()'’&/+_-]/u;

/** Sets a text whose first baseline is at y and returns the baseline of its last line. */
export function setText(doc: ReceiptDocument, text: string, x: number, y: number, style: TextStyle): number {
  const { size, lines } = laidOut(text, style);
  doc.fillColor(style.color).fontSize(size);
  let baseline = y;
  for (const [index, { width, runs }] of lines.entries()) {
    const room = style.width ?? width;
    const shift = style.align === 'center' ? (room - width) / 2 : style.align === 'right' ? room - width : 0;
    baseline = y + index * size * LEADING;
    let left = x + shift;
    // Each run goes into the page as one text.
    for (const { face, text: run, width: reach } of runs) {
      doc.setRun(face, run, left, baseline, style.spacing ?? 0);
      left += reach;
    }
  }
  return baseline;
}

/** Neighbouring characters of one face, and how far they reach in points. */
interface Run {
  readonly face: Face;
  readonly text: string;
  readonly width: number;
}

interface LaidOut {
  readonly size: number;
  readonly lines: readonly { readonly width: number; readonly runs: readonly Run[] }[];
}

const REMEMBERED_MAX = 2_000;
const remembered = new Map<string, LaidOut>();

/** Most texts of a page stand on every page: how they are laid out is worked out once. */
function laidOut(text: string, style: TextStyle): LaidOut {
  const { face, size, width, smallest, lines: most, spacing } = style;
  const key = `${face}|${size}|${width}|${smallest}|${most}|${spacing}|${text}`;
  const known = remembered.get(key);
  if (known) return known;
  const made = layOut(glyphsOf(text, face), style);
  const lines = made.lines.map((line) => ({
    width: lineWidth(line, made.size, style),
    runs: runsOf(line, made.size, spacing ?? 0),
  }));
  // Names and numbers come and go; what stands on every page is back at once.
  if (remembered.size >= REMEMBERED_MAX) remembered.clear();
  const found = { size: made.size, lines };
  remembered.set(key, found);
  return found;
}

/**
 * Breaks a text into lines that fit the style's width, at the greatest size that needs no more lines than the style
 * has. Only a text that does not fit at the smallest size either is cut, and then ends in an ellipsis.
 */
export function layOut(text: Line, style: TextStyle): { size: number; lines: Line[] } {
  const { width, smallest = style.size, lines: most = 1 } = style;
  if (width === undefined || lineWidth(text, style.size, style) <= width)
    return { size: style.size, lines: [text] };
  for (let size = style.size; size >= smallest; size -= 0.5) {
    const lines = breakLines(text, size, width, style);
    if (lines.length <= most) return { size, lines };
  }
  const lines = breakLines(text, smallest, width, style).slice(0, most);
  const last = [...(lines.at(-1) ?? [])];
  const dots = glyphsOf('…');
  while (last.length > 0 && lineWidth([...last, ...dots], smallest, style) > width) last.pop();
  return { size: smallest, lines: [...lines.slice(0, -1), [...last, ...dots]] };
}

function breakLines(text: Line, size: number, width: number, style: TextStyle): Line[] {
  const lines: Line[] = [];
  let start = 0;
  /** Where the line may end: after this many characters. */
  let chance = 0;
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const glyph = text[at];
    if (!glyph) break;
    const before = text[at - 1];
    const insideWord = before && IN_WORD.test(before.char) && IN_WORD.test(glyph.char);
    if (!insideWord) chance = at;
    used += (glyph.width * size) / 1000 + (style.spacing ?? 0);
    if (used <= width || glyph.char === ' ' || at === start) continue;
    // A word wider than the whole line breaks wherever it must.
    const end = chance > start ? chance : at;
    lines.push(text.slice(start, end));
    start = end;
    used = lineWidth(text.slice(start, at + 1), size, style);
  }
  lines.push(text.slice(start));
  return lines;
}

function lineWidth(line: Line, size: number, style: TextStyle): number {
  let sum = 0;
  for (const glyph of line) sum += glyph.width;
  return (sum * size) / 1000 + (line.length - 1) * (style.spacing ?? 0);
}

function runsOf(line: Line, size: number, spacing: number): Run[] {
  const runs: Run[] = [];
  for (let at = 0; at < line.length; ) {
    const face = line[at]?.face ?? 'sans';
    let text = '';
    let width = 0;
    for (let glyph = line[at]; glyph?.face === face; glyph = line[++at]) {
      text += glyph.char;
      width += (glyph.width * size) / 1000 + spacing;
    }
    runs.push({ face, text, width });
  }
  return runs;
}
