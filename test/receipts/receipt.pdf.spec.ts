import { createHash } from 'node:crypto';
import fc from 'fast-check';
import jsqr from 'jsqr';
import { font, glyphsOf } from '../../src/platform/drawing/fonts.js';
import { layOut } from '../../src/platform/drawing/lines.js';
import { renderReceipt, verificationUrl } from '../../src/receipts/receipt.pdf.js';
import { type ReceiptContent, receiptNumber } from '../../src/receipts/receipt.snapshot.js';
import { qrPictureOf, textOf } from './pdf-reader.js';

// The package is CommonJS with a default: its types wrap what the loader has already unwrapped.
const jsQR = jsqr as unknown as typeof jsqr.default;
const publicUrl = 'https://give.example.org';
const content: ReceiptContent = {
  version: 1,
  number: receiptNumber(2026, 123),
  issued_at: '2026-01-15T18:04:05.123456Z',
  organization: {
    name_zh: '石家庄市红十字会',
    name_en: 'Shijiazhuang Red Cross',
    credit_code: '531301000000000000',
    time_zone: 'Asia/Shanghai',
  },
  project: {
    name_zh: '红十字博爱送万家',
    name_en: 'Red Cross Love to Ten Thousand Homes',
    filing_no: '531301000000000000A26001',
  },
  amount: '1234567890',
  currency: 'CNY',
  paid_on: '2026-01-15',
  provider: 'stripe',
  demo: false,
  donor: '张三丰',
  code: '01kfb4y2m8e0x9s1v7qj3n5tzcq0Zx9_-AbCdEfGhI',
};
const draw = (change: Partial<ReceiptContent> = {}, copy = false) =>
  renderReceipt({ ...content, ...change }, { publicUrl, copy });

describe('the drawn receipt', () => {
  it('says number, donor, project, amounts and days as text that can be copied out', async () => {
    const text = textOf(await draw());
    for (const said of [
      ...['2026-00000123', '张三丰', '石家庄市红十字会', '531301000000000000', '红十字博爱送万家'],
      ...['Red Cross Love to Ten Thousand Homes', '531301000000000000A26001', '¥12,345,678.90'],
      ...['人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角', '2026-01-15', 'Stripe'],
      // 18:04 UTC is already the next day in the organization's zone.
      ...['Issued on 2026-01-16', '不是公益事业捐赠票据', content.code],
    ]) {
      expect(text).toContain(said);
    }
    expect(text).not.toContain('副本');
    expect(text).not.toContain('演示');
  });

  it('marks copies and demonstrations, and a filing that is being made up', async () => {
    const text = textOf(await draw({ demo: true, project: { ...content.project, filing_no: null } }, true));
    expect(text).toContain('副本');
    expect(text).toContain('演示');
    expect(text).toContain('补办中');
  });

  it('carries a QR that leads to its own verification page', async () => {
    const { data, width } = qrPictureOf(await draw());
    expect(jsQR(data, width, width)?.data).toBe(
      'https://give.example.org/receipts/verify?code=01kfb4y2m8e0x9s1v7qj3n5tzcq0Zx9_-AbCdEfGhI',
    );
    expect(verificationUrl('https://example.org/boai', 'a b')).toBe(
      'https://example.org/boai/receipts/verify?code=a+b',
    );
  });

  it('has the same bytes when it is drawn again, and other bytes when anything differs', async () => {
    const sha256 = async (bytes: Promise<Buffer>) =>
      createHash('sha256')
        .update(await bytes)
        .digest('hex');
    const first = await sha256(draw());
    expect(await sha256(draw())).toBe(first);
    const others = await Promise.all([
      sha256(draw({ amount: '1234567891' })),
      sha256(draw({ number: receiptNumber(2026, 124) })),
      sha256(draw({}, true)),
    ]);
    expect(new Set([first, ...others]).size).toBe(4);
    // Held against the code of another day or machine: a change here changes receipts that people hold.
    expect(first).toBe('0a4eab89137e25c01634ddfec8a690e516a539e206579ffbc1d071a47c30ea53');
  });

  it('draws rare name characters and spells out those that no font holds', async () => {
    const text = textOf(await draw({ donor: '㛃䶮龑 𠮷野靐 😀❤️' }));
    expect(text).toContain('㛃䶮龑');
    expect(text).toContain('𠮷野靐');
    expect(text).toContain('😀❤');
    expect(textOf(await draw({ donor: '\u{2cebf}野' }))).toContain('〓(U+2CEBF)野');
    expect(font('sans').hasGlyphForCodePoint(0x4dae)).toBe(false);
  });

  it('does not depend on what was drawn before', async () => {
    const first = await draw({ donor: '石•家⓪' });
    expect(textOf(first)).toContain('石•家⓪');
    // The same glyphs under other code points: U+2027 for U+2022, U+1F10B for U+24EA.
    expect(textOf(await draw({ donor: '石‧家🄋' }))).toContain('石‧家🄋');
    expect((await draw({ donor: '石•家⓪' })).equals(first)).toBe(true);
  });

  it('loses no character of any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const drawn = glyphsOf(name);
        for (const { char, face } of drawn) {
          expect(font(face).hasGlyphForCodePoint(char.codePointAt(0) ?? 0)).toBe(true);
        }
        const back = drawn
          .map(({ char }) => char)
          .join('')
          .replace(/〓\(U\+([0-9A-F]+)\)/g, (_, hex) => String.fromCodePoint(parseInt(hex, 16)));
        const shapes = name
          .normalize('NFC')
          .replace(/\s+/gu, ' ')
          .replace(/[\p{Cc}\p{Cf}\p{Variation_Selector}]/gu, '');
        expect(back).toBe(shapes);
      }),
    );
  });

  it('keeps every text inside its room', () => {
    const style = { size: 13, smallest: 6, color: '#000', width: 200, lines: 2 };
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('会', 'W', 'i', ' ', '，', '龑'), maxLength: 300 }),
        (text) => {
          const { size, lines } = layOut(glyphsOf(text), style);
          expect(lines.length).toBeLessThanOrEqual(2);
          for (const line of lines) {
            const shown = line
              .map(({ char }) => char)
              .join('')
              .trimEnd();
            const width = glyphsOf(shown).reduce((sum, glyph) => sum + (glyph.width * size) / 1000, 0);
            expect(width).toBeLessThanOrEqual(200.001);
          }
        },
      ),
    );
  });
});
