import { glyphsOf } from '../../../platform/drawing/fonts.js';
import { words } from './picture.words.js';
import type { PictureFacts } from './picture-facts.js';
import { textsOf } from './picture-facts.js';
import { widthOf } from './sheet.js';

const HEIGHT = 28;
const SIZE = 13;
const EDGE = 10;
/** The name takes at most so many pixels; a longer one ends in an ellipsis. */
const NAME_MAX = 220;

interface Piece {
  readonly text: string;
  readonly fill: string;
  readonly color: string;
}

/**
 * A badge for a README, a footer or a sidebar: the project's name, what was raised and how far that is. Real text, so
 * that it can be read aloud and searched; its width is that of our own font and the reader's font is held to it.
 */
export function badgeSvg(facts: PictureFacts): string {
  const { locale, name, progress, demo } = facts;
  const { raised, percent, asOf, state } = textsOf(facts);
  const label = words(locale, 'raised');
  const amount = locale === 'en' ? `${raised} ${label}` : `${label} ${raised}`;
  const pieces: Piece[] = [
    { text: cut(name, NAME_MAX), fill: '#4a423b', color: '#ffffff' },
    { text: percent === null ? amount : `${amount} · ${percent}`, fill: '#b3262b', color: '#ffffff' },
    ...(state === null ? [] : [{ text: state, fill: '#8f1b20', color: '#ffffff' }]),
    ...(demo ? [{ text: words(locale, 'demo.short'), fill: '#fcefcf', color: '#5c3d00' }] : []),
  ];
  let x = 0;
  const drawn = pieces.map(({ text, fill, color }, at) => {
    const reach = round(widthOf(text, { size: SIZE }));
    // The mark stands before the name.
    const from = x + EDGE + (at === 0 ? 20 : 0);
    const width = from - x + reach + EDGE;
    const box = `<rect x="${x}" width="${width}" height="${HEIGHT}" fill="${fill}"/>`;
    const said = `<text x="${from}" y="18.5" fill="${color}" textLength="${reach}">${xml(text)}</text>`;
    x += width;
    return box + said;
  });
  const title = xml(`${words(locale, 'badge', { name, raised })}${percent === null ? '' : ` (${percent})`}`);
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${x}" height="${HEIGHT}" viewBox="0 0 ${x} ${HEIGHT}" ` +
    `role="img" aria-label="${title}" lang="${locale}"><title>${title}</title><desc>${xml(asOf)}</desc>` +
    `<metadata>${xml(JSON.stringify(progress))}</metadata>` +
    `<clipPath id="r"><rect width="${x}" height="${HEIGHT}" rx="6"/></clipPath><g clip-path="url(#r)" ` +
    `font-size="${SIZE}" font-family="${FONTS}">${drawn.join('')}${MARK}</g></svg>`
  );
}

const FONTS =
  "system-ui,-apple-system,'Segoe UI','PingFang SC','Noto Sans CJK SC','Noto Sans SC','Microsoft YaHei',sans-serif";

const MARK =
  '<g transform="translate(8 4.500) scale(0.390)" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round" ' +
  'stroke-linejoin="round"><path d="M24 41C13 33.500 5.500 26.500 5.500 17.500 5.500 11.500 10 7.500 15 7.500c4 0 ' +
  '7.200 2.300 9 6M24 41c11-7.500 18.500-14.500 18.500-23.500 0-4.600-2.700-8-6.300-9.400"/><path stroke="#f3b77c" ' +
  'd="M24 30.500c6-4.200 10.200-8.500 10.200-12.800 0-2-1.300-3.200-2.900-3.200-2.700 0-5 3-7.300 6.500"/></g>';

/** As much of a text as fits, in the letters that our fonts hold, for by them its width is known. */
function cut(text: string, width: number): string {
  const chars = glyphsOf(text).map(({ char }) => char);
  if (widthOf(chars.join(''), { size: SIZE }) <= width) return chars.join('');
  while (chars.length > 0 && widthOf(`${chars.join('')}…`, { size: SIZE }) > width) chars.pop();
  return `${chars.join('').trimEnd()}…`;
}

/** A text as XML 1.0 may hold it: no control characters, no lone surrogates, no markup. */
function xml(text: string): string {
  return text
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;');
}

function round(width: number): number {
  return Number(width.toFixed(1));
}
