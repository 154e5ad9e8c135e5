import en from '../../../src/web/donor/i18n/en.json' with { type: 'json' };
import zh from '../../../src/web/donor/i18n/zh-CN.json' with { type: 'json' };
import uiEn from '../../../src/web/ui/i18n/en.json' with { type: 'json' };
import uiZh from '../../../src/web/ui/i18n/zh-CN.json' with { type: 'json' };

const places = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

describe.each([
  ['donor pages', zh, en],
  ['shared layout', uiZh, uiEn],
])('the catalogues of the %s', (_name, chinese: Record<string, string>, english: Record<string, string>) => {
  test('have the same keys', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
  });

  test('have the same places in each sentence', () => {
    const different = Object.keys(chinese).filter(
      (key) => places(chinese[key] ?? '').join() !== places(english[key] ?? '').join(),
    );
    expect(different).toEqual([]);
  });

  test('leave nothing empty, and no Chinese in the English but the name of the other language', () => {
    const empty = [...Object.values(chinese), ...Object.values(english)].filter((text) => text.trim() === '');
    const mixed = Object.entries(english).filter(
      ([key, text]) => /\p{Script=Han}/u.test(text) && key !== 'otherLanguage',
    );
    expect([empty, mixed]).toEqual([[], []]);
  });
});
