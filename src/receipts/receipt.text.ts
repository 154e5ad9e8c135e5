import { type Face, glyphsOf } from '../platform/drawing/fonts.js';
import { type Line, type LineStyle, layOut, lineWidth } from '../platform/drawing/lines.js';
import type { ReceiptDocument } from './receipt.document.js';

/** How a text is set. Sizes, widths and spacing are PDF points. */
export interface TextStyle extends LineStyle {
  readonly color: string;
  readonly face?: 'sans' | 'title';
  readonly align?: 'left' | 'center' | 'right';
}

const LEADING = 1.36;

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
