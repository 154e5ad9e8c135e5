import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { assetUrl, siteAsset } from '../../../src/web/ui/site-assets.js';

const FOLDER = join(import.meta.dirname, '../../../src/web/ui/assets');

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const css = readFileSync(join(FOLDER, 'site.css'), 'utf8');
const [day = '', night = ''] = css.split('@media (prefers-color-scheme: dark)');
const token = (theme: string, name: string) =>
  new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(theme)?.[1] ??
  new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(day)?.[1] ??
  '#000000';

test('the stylesheet is small, and no asset asks another host for anything', () => {
  expect(siteAsset('site.css')?.gzipped.length).toBeLessThan(15 * 1024);
  for (const name of readdirSync(FOLDER)) {
    const text = readFileSync(join(FOLDER, name), 'utf8').replaceAll('http://www.w3.org/2000/svg', '');
    expect(text).not.toMatch(/https?:|url\(|@import/);
  }
});

test('scripts are small enhancements, but for the overlay, which is nothing else', () => {
  for (const name of readdirSync(FOLDER).filter((each) => each.endsWith('.js') && each !== 'overlay.js'))
    expect(readFileSync(join(FOLDER, name), 'utf8').split('\n').length).toBeLessThanOrEqual(52);
});

test('the overlay, which is all script, is small too', () => {
  expect(readFileSync(join(FOLDER, 'overlay.js'), 'utf8').split('\n').length).toBeLessThanOrEqual(130);
});

test('an address changes with the content', () => {
  expect(assetUrl('site.css')).toMatch(/^\/assets\/[0-9a-f]{12}\/site\.css$/);
  expect(() => assetUrl('none.css')).toThrow('there is no ui/assets/none.css');
});

describe.each([
  ['day', day],
  ['night', night],
])('at %s text can be read (WCAG AA)', (_name, theme) => {
  test.each([
    ['ink', 'paper'],
    ['ink', 'surface'],
    ['ink-soft', 'paper'],
    ['ink-soft', 'surface'],
    ['ink-soft', 'sunken'],
    ['accent-deep', 'surface'],
    ['accent-deep', 'accent-soft'],
    ['on-accent', 'accent'],
    ['good', 'good-soft'],
    ['warn', 'warn-soft'],
  ])('%s on %s', (one, other) => {
    expect(contrast(token(theme, one), token(theme, other))).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['line-strong', 'surface'],
    ['focus', 'paper'],
    ['accent', 'sunken'],
  ])('%s beside %s is seen', (one, other) => {
    expect(contrast(token(theme, one), token(theme, other))).toBeGreaterThanOrEqual(3);
  });
});
