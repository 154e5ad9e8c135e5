import { DEEP, ON_RED, ON_RED_SOFT, PAPER, RED } from './palette.js';
import { words } from './picture.words.js';
import { type PictureFacts, textsOf } from './picture-facts.js';
import { type Area, heightOf, type PictureStyle, type Sheet, sizeOf, widthOf } from './sheet.js';

/** Our own sign, two hands that make a heart, in one or two colours; never the protected emblem. */
export function mark(
  sheet: Sheet,
  x: number,
  y: number,
  size: number,
  [hand, other]: [string, string],
): void {
  const arc = (d: string, stroke: string) =>
    `<path d="${d}" fill="none" stroke="${stroke}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"/>`;
  sheet.draw(
    `<g transform="translate(${x} ${y}) scale(${size / 48})">` +
      arc(
        'M24 41C13 33.5 5.500 26.500 5.500 17.500 5.500 11.500 10 7.500 15 7.500c4 0 7.200 2.300 9 6',
        hand,
      ) +
      arc(
        'M24 30.500c6-4.200 10.200-8.500 10.200-12.800 0-2-1.300-3.200-2.900-3.200-2.700 0-5 3-7.300 6.500',
        other,
      ) +
      arc('M24 41c11-7.500 18.500-14.500 18.500-23.500 0-4.600-2.700-8-6.300-9.400', hand) +
      '</g>',
  );
}

/** The red field with the name of the project, from the top of the sheet to `height`. */
export interface BandPlan extends Area {
  readonly height: number;
  /** Room above the society's name, and below the title. */
  readonly edge: number;
  readonly society: number;
  readonly title: Pick<PictureStyle, 'size' | 'smallest' | 'lines'>;
  /** Size of the summary under the title; absent = none. */
  readonly summary?: number;
}

export function band(sheet: Sheet, facts: PictureFacts, plan: BandPlan): void {
  const { x, width, height, edge, society } = plan;
  sheet.draw(
    `<linearGradient id="band" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${RED}"/>` +
      `<stop offset="1" stop-color="${DEEP}"/></linearGradient>`,
  );
  sheet.box(0, 0, sheet.width, sheet.height, PAPER);
  sheet.box(0, 0, sheet.width, height, 'url(#band)');
  watermark(sheet, height);
  const sign = society * 1.7;
  const middle = edge + sign / 2;
  mark(sheet, x, edge, sign, [ON_RED, '#f3b77c']);
  const { state } = textsOf(facts);
  const demo = facts.demo ? words(facts.locale, state === null ? 'demo' : 'demo.short') : null;
  let right = x + width;
  for (const text of [demo, state]) {
    if (text === null) continue;
    right = pill(sheet, text, right, middle, society * 0.74) - society * 0.5;
  }
  const from = x + sign + society * 0.5;
  const name: PictureStyle = {
    ...{
      size: society,
      smallest: society * 0.68,
      lines: 2,
      color: ON_RED,
      width: right - from,
      leading: 1.25,
    },
  };
  const first = middle + sizeOf(facts.society, name) * 0.36 - heightOf(facts.society, name) / 2;
  sheet.text(facts.society, from, first, name);
  titled(sheet, facts, plan);
}

/** Title and summary, standing on the band's lower edge. */
function titled(sheet: Sheet, facts: PictureFacts, { x, width, height, edge, ...plan }: BandPlan): void {
  const title: PictureStyle = { ...plan.title, color: ON_RED, bold: true, width, even: true, leading: 1.26 };
  let bottom = height - edge;
  if (plan.summary && facts.summary !== '') {
    const size = plan.summary;
    const summary = { ...{ size, smallest: size * 0.8, lines: 3, width, even: true }, color: ON_RED_SOFT };
    const last = bottom - heightOf(facts.summary, { ...summary, leading: 1.5 });
    sheet.text(facts.summary, x, last, { ...summary, leading: 1.5 });
    bottom = last - size * 2.1;
  }
  sheet.text(facts.name, x, bottom - heightOf(facts.name, title), title);
}

function watermark(sheet: Sheet, height: number): void {
  const size = height * 1.15;
  sheet.draw(`<clipPath id="field"><rect width="${sheet.width}" height="${height}"/></clipPath>`);
  sheet.draw('<g clip-path="url(#field)" opacity="0.09">');
  mark(sheet, sheet.width - size * 0.72, height - size * 0.86, size, [ON_RED, ON_RED]);
  sheet.draw('</g>');
}

/** A word in a rounded frame on red that ends at `right`, centred on `middle`; returns its left edge. */
function pill(sheet: Sheet, text: string, right: number, middle: number, size: number): number {
  const width = widthOf(text, { size }) + size * 1.6;
  const height = size * 1.9;
  sheet.draw(
    `<rect x="${right - width}" y="${middle - height / 2}" width="${width}" height="${height}" rx="${height / 2}" ` +
      `fill="${ON_RED}" fill-opacity="0.16" stroke="${ON_RED}" stroke-opacity="0.55" stroke-width="${size / 14}"/>`,
  );
  sheet.text(text, right - width + size * 0.8, middle + size * 0.37, { size, color: ON_RED });
  return right - width;
}
