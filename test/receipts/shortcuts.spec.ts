import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { create as openFont } from 'fontkit';
import { create as createQr } from 'qrcode';
import { font } from '../../src/receipts/receipt.fonts.js';
import { qrOf } from '../../src/receipts/receipt.qr.js';

const FILES = { sans: 'noto-sans-sc-gb2312.ttf', title: 'noto-serif-sc-title.ttf' } as const;

/** What the drawing works out faster than the libraries do must be what they work out. */
describe('the shortcuts of the drawing', () => {
  it.each(['sans', 'title'] as const)('%s: glyphs, widths and subsets are those of fontkit', (face) => {
    const ours = font(face);
    const plain = openFont(readFileSync(join(__dirname, '../../src/receipts/assets', FILES[face])));
    const characters =
      face === 'title' ? '捐赠确认书人民币壹贰叁元整¥0123456789.,-' : '捐赠人，（王小明）Aé 1•ä—';
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...characters), minLength: 1, maxLength: 60 }),
        (text) => {
          const [mine, theirs] = [ours.layout(text), plain.layout(text)];
          const shown = ({ glyphs, positions }: typeof mine) =>
            glyphs.map(({ id, advanceWidth }, n) => ({
              ...{ id, advanceWidth, xAdvance: positions[n]?.xAdvance },
              ...{ xOffset: positions[n]?.xOffset, yOffset: positions[n]?.yOffset },
            }));
          expect(shown(mine)).toEqual(shown(theirs));
          expect(mine.advanceWidth).toBe(theirs.advanceWidth);
          const [subset, other] = [ours.createSubset(), plain.createSubset()];
          const places = mine.glyphs.map(({ id }) => subset.includeGlyph(id));
          expect(places).toEqual(theirs.glyphs.map(({ id }) => other.includeGlyph(id)));
          expect(Buffer.from(subset.encode()).equals(Buffer.from(other.encode()))).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('marks stand over the character before them, as fontkit places them', () => {
    const text = 'a\u0301';
    const placed = font('rare').layout(text).positions[1];
    expect(placed?.xAdvance).toBe(0);
    expect(font('sans').layout('ab').positions[1]?.xAdvance).toBeGreaterThan(0);
  });

  it('the QR code is the one that the library chooses after trying all masks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 150 }), (text) => {
        const data = Buffer.from(text);
        fc.pre(data.length <= 250);
        const { size, isDark } = qrOf(text);
        const { modules } = createQr([{ data, mode: 'byte' }], { errorCorrectionLevel: 'M' });
        expect(size).toBe(modules.size);
        const ours = Array.from({ length: size * size }, (_, at) =>
          Number(isDark(Math.floor(at / size), at % size)),
        );
        expect(ours).toEqual([...modules.data]);
      }),
      { numRuns: 300 },
    );
  });
});
