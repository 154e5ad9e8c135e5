import { font, type Glyph } from './fonts.js';

const OUTLINES_MAX = 20_000;
const known = new Map<string, string>();

/** A glyph's outline as the data of an SVG path: 1,000 units an em, y upwards, empty for a space. */
export function outlineOf({ face, char }: Pick<Glyph, 'face' | 'char'>): string {
  const key = `${face}${char}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const outline = font(face)
    .glyphForCodePoint(char.codePointAt(0) ?? 0)
    .path.toSVG();
  // What is in use is back at once.
  if (known.size >= OUTLINES_MAX) known.clear();
  known.set(key, outline);
  return outline;
}
