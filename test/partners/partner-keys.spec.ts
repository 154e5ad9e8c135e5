import { beginningOf, keyText, newKeyParts, originOf, partsOf } from '../../src/partners/partner-key.js';

describe('a key’s text', () => {
  test('is taken apart again, and a mistyped one is told without a database', () => {
    const parts = newKeyParts('secret', false);
    const text = keyText(parts);
    expect(text).toMatch(/^boai_sk_test_[0-9A-Za-z]{40}[0-9a-f]{8}$/);
    expect(partsOf(text)).toEqual(parts);
    expect(text.startsWith(beginningOf(parts))).toBe(true);
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === 'x' ? 'y' : 'x';
      expect(partsOf(text.slice(0, at) + other + text.slice(at + 1))).toBeNull();
    }
    expect(partsOf(`${text} `)).toBeNull();
    expect(partsOf('')).toBeNull();
  });

  test('two keys never look alike', () => {
    const texts = new Set(Array.from({ length: 1000 }, () => keyText(newKeyParts('public', true))));
    expect(texts.size).toBe(1000);
  });
});

test.each([
  ['https://news.example.org', 'https://news.example.org'],
  ['https://News.Example.org/', 'https://news.example.org'],
  ['https://news.example.org:8443', 'https://news.example.org:8443'],
  ['http://localhost:5173', 'http://localhost:5173'],
  ['http://news.example.org', null],
  ['https://news.example.org/path', null],
  ['https://a@news.example.org', null],
  ['https://news.example.org?x', null],
  ['*', null],
  ['null', null],
  ['javascript:alert(1)', null],
])('an origin %s is %s', (text, origin) => {
  expect(originOf(text)).toBe(origin);
});
