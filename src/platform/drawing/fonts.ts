import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Font } from 'fontkit';
import { codeOf, covers, type Face, shapesOf } from './font-cover.js';
import { openTypeface } from './typeface.js';

export type { Face } from './font-cover.js';

/** A character as it will be drawn, its width in thousandths of the font size. */
export interface Glyph {
  readonly char: string;
  readonly face: Face;
  readonly width: number;
}

/** Printers' geta, the customary mark for a character that the type case does not hold. */
const GETA = '〓';

const FILES: Readonly<Record<Face, string>> = {
  sans: 'noto-sans-sc-gb2312.ttf',
  rare: 'noto-sans-sc-rare.ttf.br',
  title: 'noto-serif-sc-title.ttf',
  han: 'han-b.ttf.br',
  emoji: 'emoji.ttf.br',
};

/** In which order faces are asked for a character: what is large and seldom needed stands last. */
const ORDER: Readonly<Record<'sans' | 'title', readonly Face[]>> = {
  sans: ['sans', 'rare', 'han', 'emoji'],
  title: ['title', 'sans', 'rare', 'han', 'emoji'],
};

const opened = new Map<Face, Font>();
const glyphs: Readonly<Record<'sans' | 'title', Map<string, readonly Glyph[]>>> = {
  sans: new Map(),
  title: new Map(),
};

/**
 * The shared font object of a face. One for all documents: opening a CJK font takes longer than drawing a receipt,
 * so a process that opens it per document draws a handful a second instead of hundreds.
 */
export function font(face: Face): Font {
  const known = opened.get(face);
  if (known) return known;
  const bytes = readFileSync(new URL(`./assets/${FILES[face]}`, import.meta.url));
  const made = openTypeface(FILES[face].endsWith('.br') ? brotliDecompressSync(bytes) : bytes);
  opened.set(face, made);
  return made;
}

/**
 * The characters of a text as they can be drawn. One that no face holds does not vanish: it becomes `〓(U+2CEB0)`, so
 * that the reader sees that something stands there, and which character it is. (Forms refuse it: `FontCover.missing`.)
 */
export function glyphsOf(text: string, wanted: 'sans' | 'title' = 'sans'): Glyph[] {
  const known = glyphs[wanted];
  const found: Glyph[] = [];
  for (const char of shapesOf(text)) {
    const drawn = known.get(char) ?? lookUp(char, wanted);
    // At most one entry for each character of Unicode, in practice the few thousand that names use.
    known.set(char, drawn);
    found.push(...drawn);
  }
  return found;
}

function lookUp(char: string, wanted: 'sans' | 'title'): Glyph[] {
  const point = char.codePointAt(0) ?? 0;
  for (const face of ORDER[wanted]) {
    if (!covers(face, point)) continue;
    const from = font(face);
    return [{ char, face, width: (from.glyphForCodePoint(point).advanceWidth * 1000) / from.unitsPerEm }];
  }
  return glyphsOf(`${GETA}(${codeOf(char)})`, 'sans');
}
