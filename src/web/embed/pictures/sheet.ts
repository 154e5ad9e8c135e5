import { type Glyph, glyphsOf } from '../../../platform/drawing/fonts.js';
import { type LineStyle, layOut, lineWidth } from '../../../platform/drawing/lines.js';
import { outlineOf } from '../../../platform/drawing/outlines.js';
import type { QrCode } from '../../../platform/drawing/qr.js';

/** How a text of a picture is set. Sizes and widths in pixels of the sheet. */
export interface PictureStyle extends LineStyle {
  readonly color: string;
  readonly face?: 'sans' | 'title';
  readonly bold?: boolean;
  readonly align?: 'left' | 'center' | 'right';
  /** From one baseline to the next, in sizes. */
  readonly leading?: number;
  /** Lines of about one length, instead of a full one and a rest. */
  readonly even?: boolean;
}

/** Our fonts have one weight: bold is the outline drawn with a pen, this thick in thousandths of the size. */
const PEN = 38;
const LEADING = 1.32;

/** Where a part of a picture stands, from left to right. */
export interface Area {
  readonly x: number;
  readonly width: number;
}

interface SetText {
  readonly size: number;
  readonly lines: readonly (readonly Glyph[])[];
}

/**
 * A picture in the making, as SVG. Letters are drawn as outlines of our own fonts, so that they look the same
 * everywhere and no letter can be missing; what they say is kept beside the picture as text.
 */
export class Sheet {
  /** All texts in the order in which they were set, a paragraph each. */
  readonly said: string[] = [];
  private readonly parts: string[] = [];
  private readonly glyphs = new Map<string, { readonly id: string; readonly outline: string }>();

  constructor(
    readonly width: number,
    readonly height: number,
  ) {}

  /** Sets a text whose first baseline is at y and returns the baseline of its last line. */
  text(text: string, x: number, y: number, style: PictureStyle): number {
    const { size, lines } = setOf(text, style);
    this.said.push(text);
    let baseline = y;
    for (const [at, line] of lines.entries()) {
      const reach = lineWidth(line, size, style);
      const rest = (style.width ?? reach) - reach;
      const shift = style.align === 'center' ? rest / 2 : style.align === 'right' ? rest : 0;
      baseline = y + at * size * (style.leading ?? LEADING);
      this.line(line, x + shift, baseline, size, style);
    }
    return baseline;
  }

  box(x: number, y: number, width: number, height: number, fill: string, radius = 0): void {
    this.parts.push(
      `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" rx="${n(radius)}" fill="${fill}"/>`,
    );
  }

  /** Our own drawing, no text of anybody's: it goes in as it is. */
  draw(svg: string): void {
    this.parts.push(svg);
  }

  /** A QR code with its quiet zone of four modules, `width` wide in all, so that modules fall on whole pixels. */
  qr(code: QrCode, x: number, y: number, width: number): void {
    const module = width / (code.size + 8);
    let path = '';
    for (let row = 0; row < code.size; row++)
      for (let column = 0; column < code.size; column++)
        if (code.isDark(row, column)) path += `M${column + 4} ${row + 4}h1v1h-1z`;
    this.box(x, y, width, width, '#ffffff');
    this.parts.push(
      `<path transform="translate(${n(x)} ${n(y)}) scale(${n(module)})" fill="#1d1815" ` +
        `shape-rendering="crispEdges" d="${path}"/>`,
    );
  }

  svg(): string {
    const outlines = [...this.glyphs.values()].map(({ id, outline }) => `<path id="${id}" d="${outline}"/>`);
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${this.width}" height="${this.height}" ` +
      `viewBox="0 0 ${this.width} ${this.height}"><defs>${outlines.join('')}</defs>${this.parts.join('')}</svg>`
    );
  }

  private line(line: readonly Glyph[], x: number, y: number, size: number, style: PictureStyle): void {
    const scale = size / 1000;
    const pen = style.bold ? ` stroke="${style.color}" stroke-width="${PEN}" stroke-linejoin="round"` : '';
    let left = 0;
    let drawn = '';
    for (const glyph of line) {
      const id = this.glyph(glyph);
      if (id) drawn += `<use href="#${id}" x="${n(left)}"/>`;
      left += glyph.width + (style.spacing ?? 0) / scale;
    }
    this.parts.push(
      `<g transform="translate(${n(x)} ${n(y)}) scale(${n(scale)} ${n(-scale)})" fill="${style.color}"${pen}>${drawn}</g>`,
    );
  }

  /** The outline's name in this picture; null when there is nothing to draw. */
  private glyph(glyph: Glyph): string | null {
    const key = `${glyph.face}${glyph.char}`;
    const known = this.glyphs.get(key);
    if (known) return known.id;
    const outline = outlineOf(glyph);
    if (outline === '') return null;
    const id = `g${this.glyphs.size}`;
    this.glyphs.set(key, { id, outline });
    return id;
  }
}

/** The size at which a text is set after all. */
export function sizeOf(text: string, style: PictureStyle): number {
  return setOf(text, style).size;
}

/** How high a text will stand: from its first baseline to its last. */
export function heightOf(text: string, style: PictureStyle): number {
  const { size, lines } = setOf(text, style);
  return (lines.length - 1) * size * (style.leading ?? LEADING);
}

/** How wide a text is when it is set in one line. */
export function widthOf(text: string, style: Pick<PictureStyle, 'size' | 'face' | 'spacing'>): number {
  return lineWidth(glyphsOf(text, style.face), style.size, style);
}

/** Where a title of two lines is best parted: after a mark, or between words. */
const SEAM = /[·：，—:,\s]/u;

function setOf(text: string, style: PictureStyle): SetText {
  const glyphs = glyphsOf(text, style.face);
  const made = layOut(glyphs, style);
  if (!style.even || made.lines.length < 2 || style.width === undefined) return made;
  const { size } = made;
  const halves = made.lines.length === 2 ? atSeam(glyphs, size, style) : null;
  if (halves) return { size, lines: halves };
  let even = made;
  for (let width = style.width - size / 2; width > style.width / 2; width -= size / 2) {
    const narrower = layOut(glyphs, { ...style, size, smallest: size, width });
    if (narrower.lines.length > made.lines.length || isCut(narrower.lines, glyphs)) break;
    even = narrower;
  }
  return even;
}

/** Two lines parted at the seam nearest to the middle, if both fit and neither is a mere rest. */
function atSeam(glyphs: readonly Glyph[], size: number, style: PictureStyle): (readonly Glyph[])[] | null {
  let best: { lines: (readonly Glyph[])[]; differ: number } | null = null;
  for (const [at, { char }] of glyphs.entries()) {
    if (!SEAM.test(char)) continue;
    const lines = [glyphs.slice(0, at + 1), glyphs.slice(at + 1)];
    const [first = 0, second = 0] = lines.map((line) => lineWidth(line, size, style));
    const [long, short] = [Math.max(first, second), Math.min(first, second)];
    if (long > (style.width ?? long) || short < long * 0.3) continue;
    if (!best || long - short < best.differ) best = { lines, differ: long - short };
  }
  return best?.lines ?? null;
}

function isCut(lines: readonly (readonly Glyph[])[], whole: readonly Glyph[]): boolean {
  return lines.reduce((sum, line) => sum + line.length, 0) !== whole.length;
}

/** A number as short as the picture needs it. */
function n(value: number): string {
  return String(Number(value.toFixed(4)));
}
