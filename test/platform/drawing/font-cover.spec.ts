import { covers, type Face, FontCover } from '../../../src/platform/drawing/font-cover.js';
import { font, glyphsOf } from '../../../src/platform/drawing/fonts.js';
import { outlineOf } from '../../../src/platform/drawing/outlines.js';

const FACES: readonly Face[] = ['sans', 'rare', 'title', 'han', 'emoji'];

test.each(FACES)('the cover of %s is what the font holds', (face) => {
  const { hasGlyphForCodePoint } = font(face);
  const has = hasGlyphForCodePoint.bind(font(face));
  const wrong: number[] = [];
  for (let point = 0; point < 0x32000; point++) if (covers(face, point) !== has(point)) wrong.push(point);
  expect(wrong).toEqual([]);
});

test('every character of CJK Extension B has a shape of its own', () => {
  const missing = outlineOf({ face: 'han', char: '\u{10ffff}' });
  const shapes = new Map<string, string>();
  for (let point = 0x20000; point <= 0x2a6d6; point += 97) {
    const char = String.fromCodePoint(point);
    const [glyph] = glyphsOf(char);
    const outline = glyph ? outlineOf(glyph) : '';
    expect([char, outline.length > 20, outline === missing]).toEqual([char, true, false]);
    expect([char, shapes.get(outline)]).toEqual([char, undefined]);
    shapes.set(outline, char);
  }
});

test.each(['𠮷', '靐', '😀', '❤️', '👍🏽', '🇨🇳', '👨‍👩‍👧', '㛃䶮龑', 'Ærøskøbing', '王小明'])(
  '%s can be drawn',
  (text) => {
    expect(FontCover.missing(text)).toEqual([]);
    for (const glyph of glyphsOf(text)) {
      expect(font(glyph.face).glyphForCodePoint(glyph.char.codePointAt(0) ?? 0).id).not.toBe(0);
      expect(outlineOf(glyph)).not.toBe('');
    }
  },
);

test('what no font holds is named, each character once, with its number', () => {
  const missing = FontCover.missing('王\u{2cebf}一\u{1e900}\u{2cebf}\u200d');
  expect(missing).toEqual(['\u{2cebf}', '\u{1e900}']);
  expect(FontCover.named(missing)).toBe('\u{2cebf} (U+2CEBF), \u{1e900} (U+1E900)');
  expect(FontCover.missing('')).toEqual([]);
});
