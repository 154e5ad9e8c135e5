import { type Glyph, glyphsOf } from './fonts.js';

/** A text as its glyphs, or one line of it. */
export type Line = readonly Glyph[];

/** How a text is broken into lines. Sizes, widths and spacing are in the drawing's own unit. */
export interface LineStyle {
  readonly size: number;
  /** Room to stay inside; the text shrinks to `smallest` before it takes more than `lines` lines. */
  readonly width?: number;
  readonly smallest?: number;
  readonly lines?: number;
  /** Extra space between characters. */
  readonly spacing?: number;
}

/** Characters that keep together in a word; between all others a line may end. */
const IN_WORD = /[\p{Script=Latin}\p{N}.,:;()'’&/+_-]/u;
/** What a line does not begin with, and what it does not end with (GB/T 15834-2011, 5.1). */
const CLOSING = /[、。，．：；！？·…）〉》」』】〕”’%]/u;
const OPENING = /[（〈《「『【〔“‘]/u;

function mayEnd(before: string, next: string): boolean {
  if (IN_WORD.test(before) && IN_WORD.test(next)) return false;
  return !CLOSING.test(next) && !OPENING.test(before);
}

/**
 * Breaks a text into lines that fit the style's width, at the greatest size that needs no more lines than the style
 * has. Only a text that does not fit at the smallest size either is cut, and then ends in an ellipsis.
 */
export function layOut(text: Line, style: LineStyle): { size: number; lines: Line[] } {
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

function breakLines(text: Line, size: number, width: number, style: LineStyle): Line[] {
  const lines: Line[] = [];
  let start = 0;
  /** Where the line may end: after this many characters. */
  let chance = 0;
  let used = 0;
  for (let at = 0; at < text.length; at++) {
    const glyph = text[at];
    if (!glyph) break;
    const before = text[at - 1];
    if (before && mayEnd(before.char, glyph.char)) chance = at;
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

/** How far a line reaches. */
export function lineWidth(line: Line, size: number, style: LineStyle): number {
  let sum = 0;
  for (const glyph of line) sum += glyph.width;
  return (sum * size) / 1000 + (line.length - 1) * (style.spacing ?? 0);
}
