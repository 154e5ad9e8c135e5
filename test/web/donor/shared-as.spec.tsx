import fc from 'fast-check';
import type { VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { HomePage } from '../../../src/web/donor/home.page.js';
import { ProjectPage } from '../../../src/web/donor/project.page.js';
import { projectShared } from '../../../src/web/donor/shared-as.js';
import { jsonForHtml } from '../../../src/web/ui/json-for-html.js';
import { form, frame, project } from './samples.js';

const html = (page: VNode) => render(page);

/** The page's JSON-LD as a browser cuts it out: up to the first end of the element. */
function dataOf(markup: string) {
  const [, json] = /<script type="application\/ld\+json">(.*?)<\/script/s.exec(markup) ?? [];
  return JSON.parse(json ?? 'null');
}

const page = (over: Parameters<typeof project>[0] = {}, preview?: string) =>
  html(
    ProjectPage({ frame: frame(), project: project(over), form: form(), ...(preview ? { preview } : {}) }),
  );

describe('what a project tells chats, networks and search engines', () => {
  test('its card with size and text, the same twice in a row', () => {
    const markup = page();
    for (const tag of [
      'property="og:title" content="',
      'property="og:description" content="',
      'property="og:image" content="https://give.example.org/embed/projects/warm-winter/card.png?w=1200&amp;ratio=16%3A9"',
      'property="og:image:width" content="1200"',
      'property="og:image:height" content="675"',
      'name="twitter:card" content="summary_large_image"',
    ])
      expect(markup).toContain(tag);
    expect(markup.match(/og:image"/g)).toHaveLength(1);
  });

  test('that one can give, to whom, and where: while gifts are taken', () => {
    expect(dataOf(page())).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'DonateAction',
      url: 'https://give.example.org/projects/warm-winter',
      recipient: { '@type': 'NGO', name: project().organization.name },
      target: { '@type': 'EntryPoint', urlTemplate: 'https://give.example.org/projects/warm-winter' },
    });
    expect(dataOf(page({ closed: true, stop: 'closed' }))['@type']).toBe('Project');
  });

  test('nothing while it is a preview, for a draft’s card is not public', () => {
    const markup = page({ picture: null }, 'preview');
    expect(markup).not.toMatch(/ld\+json|og:image|card\.png/);
  });

  test('is made once for a view, however many readers come', () => {
    const view = project();
    expect(projectShared(view, frame())).toBe(
      projectShared(view, frame({ url: '/projects/warm-winter?ch=x' })),
    );
  });

  test('the first picture in the page is at least 300 × 300; without one of its own it is the card', () => {
    for (const markup of [page(), page({ picture: null })]) {
      const [first = ''] = markup.slice(markup.indexOf('<body')).match(/<img [^>]*>/) ?? [];
      expect(first).toContain('width="1200" height="675"');
      expect(first).toMatch(/src="\/(?:projects|embed\/projects)\//);
    }
  });
});

describe('the first page', () => {
  const home = (running: Parameters<typeof HomePage>[0]['running']) =>
    html(
      HomePage({
        frame: frame({ url: '/' }),
        totals: { running: running.length, raised: [], donations: 0, asOf: null },
        running,
        closed: [],
        latest: [],
      }),
    );

  test('tells the site and that one can give; its picture is the first project’s card', () => {
    expect(dataOf(home([project()]))).toMatchObject({
      '@type': 'WebSite',
      url: 'https://give.example.org/',
      potentialAction: { '@type': 'DonateAction' },
    });
    expect(home([project()])).toContain('/embed/projects/warm-winter/card.png');
    expect(home([])).not.toContain('og:image');
  });
});

describe('JSON in a page', () => {
  test('cannot end its element, open a comment or a script, and means the same', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('<', '>', '/', '!--', 'script', '&', '\u2028', '"', '\\', '会') }),
        (text) => {
          const json = jsonForHtml({ text });
          expect(json).not.toMatch(/[<>&\u2028\u2029]/);
          expect(JSON.parse(json)).toEqual({ text });
        },
      ),
    );
  });

  test('a name that would be markup stays a name', () => {
    const evil = '</script><script>alert(1)</script><!--';
    const markup = page({ name: evil });
    expect(dataOf(markup).name).toBe(evil);
    expect(markup).not.toContain('<script>alert');
  });
});
