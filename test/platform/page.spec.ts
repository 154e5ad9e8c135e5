import { h } from 'preact';
import { document } from '../../src/platform/http/page-adapter.js';

const inUtf8 = (text: string) => Buffer.from(`<!DOCTYPE html><p>${text}</p>`);

test.each([
  ['letters of every width', 'a é 博 😀'],
  ['half a character, as nobody should send it', `a\ud83d博`],
  ['a text longer than any page', '博爱'.repeat(200_000)],
  ['nothing', ''],
])('a page is sent in UTF-8: %s', (_what, text) => {
  expect(document(h('p', null, text)).equals(inUtf8(text))).toBe(true);
});

test('a page that was made stays as it is while the next one is made', () => {
  const first = document(h('p', null, '第一'));
  document(h('p', null, '第二'));
  expect(first.equals(inUtf8('第一'))).toBe(true);
});
