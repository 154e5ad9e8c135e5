import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { create as openFont } from 'fontkit';
import { create as createQr } from 'qrcode';
import { type Face, font } from '../../src/platform/drawing/fonts.js';
import { qrOf } from '../../src/platform/drawing/qr.js';
import { ReceiptDocument } from '../../src/receipts/receipt.document.js';

const FILES = { sans: 'noto-sans-sc-gb2312.ttf', title: 'noto-serif-sc-title.ttf' } as const;

/** What the drawing works out faster than the libraries do must be what they work out. */
describe('the shortcuts of the drawing', () => {
  it.each(['sans', 'title'] as const)('%s: glyphs, widths and subsets are those of fontkit', (face) => {
    const ours = font(face);
    const plain = openFont(
      readFileSync(join(import.meta.dirname, '../../src/platform/drawing/assets', FILES[face])),
    );
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

  it('a run is written as pdfkit writes a text of one line', async () => {
    const info = { CreationDate: new Date(0), ModDate: new Date(0) };
    const drawn = (draw: (doc: ReceiptDocument) => void) => {
      const doc = new ReceiptDocument({ font: '', compress: false, margin: 0, size: [300, 200], info });
      const chunks: Buffer[] = [];
      doc.on('data', (chunk: Buffer) => chunks.push(chunk));
      const bytes = new Promise<Buffer>((resolve) => doc.on('end', () => resolve(Buffer.concat(chunks))));
      draw(doc);
      doc.end();
      return bytes;
    };
    const run = fc.record({
      face: fc.constantFrom<Face>('sans', 'title', 'rare'),
      text: fc.string({
        unit: fc.constantFrom(...'捐赠人， Aé1•‧—㛃䶮', 'a\u0301', '\u3099'),
        minLength: 1,
        maxLength: 30,
      }),
      x: fc.double({ min: 0, max: 300, noNaN: true }),
      y: fc.double({ min: 0, max: 200, noNaN: true }),
      size: fc.constantFrom(6, 8.5, 12.25),
      spacing: fc.constantFrom(0, 1.5, 1 / 3),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(run, { minLength: 1, maxLength: 6 }), async (runs) => {
        const ours = await drawn((doc) => {
          for (const { face, text, x, y, size, spacing } of runs)
            doc.fontSize(size).setRun(face, text, x, y, spacing);
        });
        const theirs = await drawn((doc) => {
          for (const { face, text, x, y, size, spacing } of runs) {
            doc
              .registerFont(face, font(face) as unknown as Buffer)
              .font(face)
              .fontSize(size);
            doc.text(text, x, y, { lineBreak: false, baseline: 'alphabetic', characterSpacing: spacing });
          }
        });
        expect(ours.equals(theirs)).toBe(true);
      }),
      { numRuns: 60 },
    );
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
      { numRuns: 100 },
    );
  });
});
