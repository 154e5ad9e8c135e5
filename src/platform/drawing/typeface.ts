import { create, type Font, type Glyph, type GlyphRun, type Position } from 'fontkit';
import { type GlyphShape, TypefaceSubset } from './subset.js';

/** What the fonts must not have: each would make text more than one glyph after the other, or glyphs of each other. */
const TOO_CLEVER = ['GSUB', 'GPOS', 'kern', 'morx', 'fvar', 'CFF ', 'CFF2', 'cvt ', 'fpgm', 'prep'];

/** Marks are placed over the character before them, which fontkit knows how to do. */
const MARK = /\p{M}/u;

const RUNS_MAX = 5_000;

/**
 * A font that all documents share. pdfkit takes it as one of fontkit's, and it draws the same bytes; but what fontkit
 * works out for every document anew (which glyphs a text has and how wide they are, the data of a glyph in the font) is
 * kept. That is possible because our faces are plain: no ligatures, no kerning, no composed glyphs, 1,000 units an em.
 * @throws when a font is not plain.
 */
export function openTypeface(bytes: Buffer): Font {
  const plain = create(bytes);
  const { tables } = plain.directory;
  const clever = TOO_CLEVER.filter((table) => tables[table]);
  if (clever.length > 0 || plain.unitsPerEm !== 1000 || plain.maxp.maxComponentElements > 0)
    throw new Error(`${plain.postscriptName} is no plain font: ${clever.join(', ')}`);
  const getGlyph = plain.getGlyph.bind(plain);
  // Some glyphs stand for several characters (• and ‧). fontkit keeps the first it was asked for, so what text says
  // when it is copied out would depend on which documents this process drew before.
  plain.getGlyph = (id, codePoints) => {
    const glyph = getGlyph(id, codePoints);
    if (codePoints) glyph.codePoints = codePoints;
    return glyph;
  };
  const layOut = layoutOf(plain);
  const shapeOf = shapesOf(plain, bytes);
  const own: Partial<Font> = {
    layout: (text) => (MARK.test(text) ? plain.layout(text) : layOut(text)),
    createSubset: () => new TypefaceSubset(plain.loca.version === 0, shapeOf, tablesOf(plain, bytes)),
  };
  return Object.assign(Object.create(plain), own);
}

function layoutOf(font: Font): (text: string) => GlyphRun {
  const known = new Map<string, { glyph: Glyph; position: Position }>();
  const runs = new Map<string, GlyphRun>();
  const one = (char: string) => {
    const codePoints = [char.codePointAt(0) ?? 0];
    const { id, advanceWidth } = font.glyphForCodePoint(codePoints[0] ?? 0);
    const position = { xAdvance: advanceWidth, yAdvance: 0, xOffset: 0, yOffset: 0, advanceWidth };
    const made = { glyph: { id, advanceWidth, codePoints }, position };
    // At most one entry for each character that the font holds.
    known.set(char, made);
    return made;
  };
  return (text) => {
    const before = runs.get(text);
    if (before) return before;
    const run = { glyphs: [] as Glyph[], positions: [] as Position[], advanceWidth: 0 };
    for (const char of text) {
      const { glyph, position } = known.get(char) ?? one(char);
      run.glyphs.push(glyph);
      // pdfkit multiplies positions by its scale, which is 1: they can be shared.
      run.positions.push(position);
      run.advanceWidth += glyph.advanceWidth;
    }
    // Names and amounts come and go; the words that stand on every page are back at once.
    if (runs.size >= RUNS_MAX) runs.clear();
    runs.set(text, run);
    return run;
  };
}

/** Reads the data of a glyph out of the font, once. */
function shapesOf(font: Font, bytes: Buffer): (id: number) => GlyphShape {
  const known = new Map<number, GlyphShape>();
  const start = offsetOf(font, 'glyf');
  return (id) => {
    const before = known.get(id);
    if (before) return before;
    const [from, until] = [font.loca.offsets[id] ?? 0, font.loca.offsets[id + 1] ?? 0];
    const metrics = Buffer.alloc(4);
    const glyph = font.getGlyph(id);
    metrics.writeUInt16BE(glyph.advanceWidth, 0);
    metrics.writeInt16BE(glyph._getMetrics?.().leftBearing ?? 0, 2);
    const shape = { outline: bytes.subarray(start + from, start + until), metrics };
    known.set(id, shape);
    return shape;
  };
}

const tablesOf = (font: Font, bytes: Buffer) => {
  const table = (tag: string, length: number) => {
    const start = offsetOf(font, tag);
    return bytes.subarray(start, start + length);
  };
  return { head: table('head', 54), hhea: table('hhea', 36), maxp: table('maxp', 32) };
};

function offsetOf(font: Font, tag: string): number {
  const table = font.directory.tables[tag];
  if (!table) throw new Error(`${font.postscriptName} has no table ${tag}`);
  return table.offset;
}
