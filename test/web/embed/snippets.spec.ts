import { links } from '../../../src/web/embed/embed-links.js';
import {
  elementSnippet,
  frameSnippet,
  linkSnippet,
  policyLines,
  type SnippetChoice,
  spaceRule,
} from '../../../src/web/embed/embed-snippets.js';

const BASE = 'https://give.example.org';
const choice: SnippetChoice = {
  publicUrl: `${BASE}/`,
  slug: 'love-to-homes',
  name: '红十字博爱送万家"<暖冬>',
  channel: 'AbC12',
  layout: 'card',
  theme: 'auto',
  lang: 'zh-CN',
};

test('addresses stand below the public address, whatever its end, and carry the channel', () => {
  const to = links(`${BASE}/`);
  expect(to.script).toBe(`${BASE}/embed/v1/boai.js`);
  expect(to.immutableScript('1.0.0')).toBe(`${BASE}/embed/1.0.0/boai.js`);
  expect(to.project('x-y', 'AbC12')).toBe(`${BASE}/projects/x-y?ch=AbC12`);
  expect(to.project('x-y')).toBe(`${BASE}/projects/x-y`);
  expect(to.channel('AbC12')).toBe(`${BASE}/c/AbC12`);
  expect(to.channel('AbC12', 'x-y')).toBe(`${BASE}/c/AbC12?project=x-y`);
  expect(to.frame('x-y', 'AbC12', { layout: 'bar', theme: 'dark', lang: 'en' })).toBe(
    `${BASE}/embed/projects/x-y?ch=AbC12&layout=bar&theme=dark&lang=en`,
  );
  expect(to.badge('x-y')).toBe(`${BASE}/embed/projects/x-y/badge.svg`);
  expect(to.card('x-y', { ratio: '16:9', width: 1080, channel: 'AbC12' })).toBe(
    `${BASE}/embed/projects/x-y/card.png?w=1080&ratio=16%3A9&ch=AbC12`,
  );
  expect(to.poster('x-y', 'AbC12')).toBe(`${BASE}/embed/projects/x-y/poster.png?ch=AbC12`);
  expect(to.oembed(to.project('x-y', 'AbC12'))).toBe(
    `${BASE}/oembed?format=json&url=https%3A%2F%2Fgive.example.org%2Fprojects%2Fx-y%3Fch%3DAbC12`,
  );
});

test('the element’s snippet holds its space and has the plain link inside', () => {
  expect(elementSnippet(choice)).toBe(
    `<script async src="${BASE}/embed/v1/boai.js"></script>\n` +
      `<boai-project project="love-to-homes" channel="AbC12" lang="zh-CN" style="display:block;min-height:268px">` +
      `<a href="${BASE}/projects/love-to-homes?ch=AbC12">我要捐款</a></boai-project>`,
  );
});

test('a pinned script has the hash of its version; without style nothing is inline', () => {
  const pinned = { version: '1.0.0', integrity: 'sha384-abc' };
  const snippet = elementSnippet({ ...choice, layout: 'bar', theme: 'dark' }, { pinned, style: false });
  expect(snippet).toContain(
    `<script async src="${BASE}/embed/1.0.0/boai.js" integrity="sha384-abc" crossorigin="anonymous"></script>`,
  );
  expect(snippet).toContain('layout="bar" theme="dark"');
  expect(snippet).not.toContain('style=');
  expect(spaceRule('bar')).toBe('boai-project { display: block; min-height: 132px; }');
});

test('the frame’s snippet has a title, a height and no inline script; texts are escaped', () => {
  const snippet = frameSnippet(choice);
  expect(snippet).toContain('title="红十字博爱送万家&quot;&lt;暖冬&gt;"');
  expect(snippet).toContain(
    `src="${BASE}/embed/projects/love-to-homes?ch=AbC12&amp;layout=card&amp;lang=zh-CN"`,
  );
  expect(snippet).toContain('height="268" loading="lazy" scrolling="no"');
  expect(snippet).toContain(`<script async src="${BASE}/embed/v1/resize.js"></script>`);
  expect(frameSnippet(choice, { resize: false })).not.toContain('<script');
});

test('the plain link, and what a strict policy must allow', () => {
  expect(linkSnippet({ ...choice, channel: undefined, lang: 'en' })).toBe(
    `<a href="${BASE}/projects/love-to-homes">Donate</a>`,
  );
  expect(policyLines(`${BASE}/`)).toEqual([`script-src ${BASE}`, `connect-src ${BASE}`, `img-src ${BASE}`]);
});
