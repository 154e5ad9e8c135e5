import { qrOf } from '../../../platform/drawing/qr.js';
import { INK, LINE, RED, SOFT } from './palette.js';
import { words } from './picture.words.js';
import { type PictureFacts, type PictureTexts, textsOf } from './picture-facts.js';
import { type Area, type PictureStyle, type Sheet, sizeOf, widthOf } from './sheet.js';

/** Sizes of the figures under the band. */
export interface FiguresPlan extends Area {
  readonly amount: number;
  readonly small: number;
  /** Width for the lines under the bar, where a QR code may stand beside them. */
  readonly under: number;
  /** Whether what was returned stands in the line of the counts, for want of height. */
  readonly flat: boolean;
}

/** How far the figures reach down from the amount's baseline. */
export function figuresHeight(facts: PictureFacts, { small, flat }: FiguresPlan): number {
  const { goal, refunded } = textsOf(facts);
  return (goal === null ? 0 : small * 3.36) + small * 1.6 + (refunded === null || flat ? 0 : small * 1.35);
}

/** What was raised (its baseline at y), of what, the bar, the counts. */
export function figures(sheet: Sheet, facts: PictureFacts, y: number, plan: FiguresPlan): void {
  const { x, width, small, under, flat } = plan;
  const texts = textsOf(facts);
  raisedLine(sheet, facts, texts, y, plan);
  let at = y;
  if (texts.goal !== null && texts.percent !== null) {
    at += small * 1.9;
    sheet.text(texts.goal, x, at, { size: small, smallest: small * 0.7, color: SOFT, width: width * 0.75 });
    sheet.text(texts.percent, x, at, { size: small * 1.15, color: INK, bold: true, width, align: 'right' });
    bar(sheet, x, at + small * 0.8, width, small * 0.66, facts.progress.percent ?? 0);
    at += small * 1.46;
  }
  at += small * 1.6;
  const [refunded, beside] = flat ? [null, texts.refunded] : [texts.refunded, null];
  const counts =
    beside === null
      ? texts.counts
      : words(facts.locale, 'counts.refunded', { counts: texts.counts, refunded: beside });
  sheet.text(counts, x, at, { size: small, smallest: small * 0.6, color: INK, width: under });
  if (refunded === null) return;
  const style = { size: small * 0.8, smallest: small * 0.5, color: SOFT, width: under };
  sheet.text(refunded, x, at + small * 1.35, style);
}

function raisedLine(
  sheet: Sheet,
  { locale }: PictureFacts,
  { raised }: PictureTexts,
  y: number,
  { x, width, amount, small }: FiguresPlan,
): void {
  const label = words(locale, 'raised');
  const labelWidth = widthOf(label, { size: small });
  const gap = small * 0.5;
  const style: PictureStyle = {
    ...{ size: amount, smallest: small, color: RED, face: 'title', width: width - labelWidth - gap },
  };
  const reach = widthOf(raised, { ...style, size: sizeOf(raised, style) });
  const english = locale === 'en';
  sheet.text(raised, english ? x : x + labelWidth + gap, y, style);
  sheet.text(label, english ? x + reach + gap : x, y, { size: small, color: SOFT });
}

/** As full as the percent says; over 100 it is full. A first gift is seen, however large the goal. */
function bar(sheet: Sheet, x: number, y: number, width: number, height: number, percent: number): void {
  sheet.box(x, y, width, height, LINE, height / 2);
  const full = Math.max(height, (width * Math.min(percent, 100)) / 100);
  if (percent > 0) sheet.box(x, y, full, height, RED, height / 2);
}

/** Filing number and the moment of the numbers, the last line at `y`; long ones shrink rather than vanish. */
export function foot(sheet: Sheet, facts: PictureFacts, { x, width }: Area, y: number, size: number): void {
  const { asOf, filing } = textsOf(facts);
  const style: PictureStyle = { size, smallest: size * 0.6, color: SOFT, width };
  sheet.text(asOf, x, y - size * 1.6, { ...style, color: INK });
  sheet.text(filing, x, y, style);
}

/** A QR code that leads to the project by way of its channel, and what to do with it. */
export function scan(
  sheet: Sheet,
  facts: PictureFacts,
  x: number,
  y: number,
  width: number,
  size: number,
): void {
  sheet.qr(qrOf(facts.link), x, y, width);
  const line = words(facts.locale, facts.giving ? 'scan.short.give' : 'scan.short.look');
  const style: PictureStyle = { size, smallest: size * 0.6, color: RED, bold: true, width, align: 'center' };
  sheet.text(line, x, y + width + size * 1.5, style);
}
