import { renderAsync } from '@resvg/resvg-js';
import fc from 'fast-check';
import { glyphsOf } from '../../../../src/platform/drawing/fonts.js';
import { badgeSvg } from '../../../../src/web/embed/pictures/badge.js';
import { cardSheet, RATIOS } from '../../../../src/web/embed/pictures/card.js';
import { textsOf } from '../../../../src/web/embed/pictures/picture-facts.js';
import { pngOf } from '../../../../src/web/embed/pictures/png.js';
import { type Sheet, Sheet as SheetOf, widthOf } from '../../../../src/web/embed/pictures/sheet.js';
import { differing, readPng } from './png-reader.js';
import { sampleFacts } from './sample-facts.js';

async function pixelsOf(sheet: Sheet) {
  const { width, height, pixels } = await renderAsync(sheet.svg(), { font: { loadSystemFonts: false } });
  return readPng(await pngOf({ width, height, rgba: pixels }, { Description: sheet.said.join('\n') }));
}

describe('letters', () => {
  test('are drawn, each its own: a Chinese name is no row of empty boxes', async () => {
    const one = (text: string) => {
      const sheet = new SheetOf(120, 120);
      sheet.box(0, 0, 120, 120, '#ffffff');
      sheet.text(text, 10, 100, { size: 100, color: '#000000' });
      return pixelsOf(sheet);
    };
    const drawn = await Promise.all(['红', '十', '字', '会', '爱', '龘'].map(one));
    for (const [at, picture] of drawn.entries())
      for (const other of drawn.slice(at + 1)) expect(differing(picture, other)).toBeGreaterThan(400);
  });

  test('of a name are found in the fonts, and one that no font holds is named instead of vanishing', () => {
    const said = glyphsOf('红十字博爱送万家：龘靐䶮')
      .map(({ char }) => char)
      .join('');
    expect(said).toBe('红十字博爱送万家：龘靐䶮');
    const shown = glyphsOf('😀\u{13000}')
      .map(({ char }) => char)
      .join('');
    expect(shown).toBe('😀〓(U+13000)');
  });

  test('what they say stands in the picture as text, with the numbers of the ledger', async () => {
    const facts = sampleFacts({ progress: { refunded: '1200' } });
    const { texts } = await pixelsOf(cardSheet(facts, '1:1'));
    for (const said of [
      ...['云川市红十字会', '红十字博爱送万家·暖冬行动', '¥213,456.00', '目标 ¥321,600.00', '66%'],
      ...['1,296 笔捐赠·988 位捐赠人', '已扣除退款 ¥12.00', '募捐备案编号 539900000000000A17A26001'],
      '数据截至 2026-11-24 15:00（账本序号 21432）',
    ])
      expect(texts.Description).toContain(said);
  });
});

describe('every kind of project makes a picture', () => {
  const LONG = `关于支持三县二十七个行政村特大暴雨山洪灾害之后困难群众住房恢复重建${'、饮水安全与儿童心理关怀'.repeat(9)}`;
  const kinds = {
    'a very long name': { name: LONG, society: LONG },
    'more than its goal': { progress: { raised: '99999999999', percent: 3109 } },
    'no goal': { progress: { goal: null, percent: null } },
    'no gift yet': { progress: { raised: '0', donations: 0, donors: 0, percent: 0, ledger_seq: 0 } },
    'one gift': { progress: { donations: 1, donors: 1 } },
    'letters that no font holds': { name: '\u{1f600}\u{10ffff}\u0000\u200d', society: '' },
    'no filing yet': { filingNo: null, emergency: true },
    finished: { closed: true, giving: false, channel: 'AbC12' },
    'yen, which have no cents': { locale: 'en' as const, progress: { currency: 'JPY', raised: '1200' } },
  };
  test.each(Object.entries(kinds))('%s', async (_, overrides) => {
    for (const ratio of RATIOS) {
      const sheet = cardSheet(sampleFacts(overrides), ratio);
      const { width, height } = await pixelsOf(sheet);
      expect([width, height]).toEqual([sheet.width, sheet.height]);
    }
    expect(badgeSvg(sampleFacts(overrides))).toMatch(/^<svg .*<\/svg>$/s);
  });

  test('whatever is typed as a name, the picture is well-formed and no letter leaves the sheet', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 120 }), async (name) => {
        const sheet = cardSheet(sampleFacts({ name }), '16:9');
        await renderAsync(sheet.svg(), {
          font: { loadSystemFonts: false },
          fitTo: { mode: 'width', value: 160 },
        });
        await renderAsync(badgeSvg(sampleFacts({ name })), { font: { loadSystemFonts: false } });
      }),
      { numRuns: 40 },
    );
  });

  test('a long amount shrinks to stay beside its label', () => {
    const sheet = cardSheet(sampleFacts({ progress: { raised: '999999999999' }, channel: 'AbC12' }), '1:1');
    const amount = [...sheet.svg().matchAll(/translate\(([\d.]+) [\d.]+\) scale\(([\d.]+)/g)].map(
      ([, x = '', scale = '']) => [Number(x), Number(scale) * 1000],
    );
    const [x = 0, size = 0] = amount.find(([, each = 0]) => each > 40 && each < 92 && each !== 76) ?? [];
    expect(x + widthOf('¥9,999,999,999.99', { size, face: 'title' })).toBeLessThanOrEqual(
      1080 - 64 - 260 - 64 + 0.1,
    );
  });
});

describe('the badge', () => {
  test('says name, amount, percent and time, and escapes what would be markup', () => {
    const svg = badgeSvg(sampleFacts({ name: '<script>"&\u0000', demo: true }));
    expect(svg).toContain('&lt;script&gt;&quot;&amp;');
    expect(svg).not.toContain('<script');
    expect(svg).toContain('已筹 ¥213,456.00 · 66%');
    expect(svg).toContain('<desc>数据截至 2026-11-24 15:00（账本序号 21432）</desc>');
    expect(svg).toContain('演示');
  });

  test('holds each text to the width of our own font, and is as wide as its pieces', () => {
    const svg = badgeSvg(
      sampleFacts({ locale: 'en', name: 'Love to Ten Thousand Homes: a warm winter for all' }),
    );
    const texts = [
      ...svg.matchAll(/<text x="([\d.]+)" y="18.5" fill="#fff(?:fff)?" textLength="([\d.]+)">([^<]*)</g),
    ];
    expect(texts.map(([, , , text]) => text)).toEqual([
      'Love to Ten Thousand Homes: a w…',
      'CN¥213,456.00 raised · 66%',
    ]);
    for (const [, , length, text = ''] of texts)
      expect(Number(length)).toBeCloseTo(widthOf(text, { size: 13 }), 0);
    const [, x = '', length = ''] = texts.at(-1) ?? [];
    expect(svg).toContain(`width="${Number((Number(x) + Number(length) + 10).toFixed(1))}" height="28"`);
  });
});

test('figures are put into words once, for all pictures', () => {
  expect(textsOf(sampleFacts({ locale: 'en', progress: { donations: 1, donors: 1 } }))).toMatchObject({
    ...{ raised: 'CN¥213,456.00', goal: 'of CN¥321,600.00', percent: '66%', counts: '1 gift, 1 donor' },
    asOf: 'Data as of 24 Nov 2026, 15:00 (ledger no. 21432)',
  });
});
