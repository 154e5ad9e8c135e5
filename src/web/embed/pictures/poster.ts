import { qrOf } from '../../../platform/drawing/qr.js';
import { type BandPlan, band } from './band.js';
import { figures, figuresHeight, foot } from './figures.js';
import { INK, LINE, RED, SOFT } from './palette.js';
import { words } from './picture.words.js';
import type { PictureFacts } from './picture-facts.js';
import { Sheet } from './sheet.js';

const WIDTH = 1080;
const HEIGHT = 1440;
const EDGE = 72;
const INNER = WIDTH - 2 * EDGE;
const QR = 324;

const BAND: BandPlan = {
  ...{ x: EDGE, width: INNER, height: 576, edge: 64, society: 36, summary: 34 },
  title: { size: 84, smallest: 50, lines: 3 },
};
/** The white field with the QR code, at the foot of the poster. */
const FIELD = { top: 940, height: 364 };

/**
 * The picture to print or to send around: one QR code, large enough to be read off a screen held at arm's length
 * (WeChat recognises it by a long press), and beside it what happens with the money.
 */
export function posterSheet(facts: PictureFacts): Sheet {
  const { locale, society, giving } = facts;
  const sheet = new Sheet(WIDTH, HEIGHT);
  band(sheet, facts, BAND);
  const plan = { x: EDGE, width: INNER, under: INNER, amount: 100, small: 34, flat: false };
  const room = FIELD.top - BAND.height;
  const first = BAND.height + (room - figuresHeight(facts, plan) + plan.amount * 0.72) / 2;
  figures(sheet, facts, first, plan);

  const { top, height } = FIELD;
  sheet.box(EDGE - 2, top - 2, INNER + 4, height + 4, LINE, 26);
  sheet.box(EDGE, top, INNER, height, '#ffffff', 24);
  const inset = (height - QR) / 2;
  sheet.qr(qrOf(facts.link), WIDTH - EDGE - QR - inset, top + inset, QR);
  const column = { x: EDGE + 44, width: INNER - QR - inset - 44 - 32 };
  const call = words(locale, giving ? 'scan.give' : 'scan.look');
  const style = { size: 46, smallest: 30, lines: 2, color: RED, bold: true, width: column.width, even: true };
  const at = sheet.text(call, column.x, top + 96, style);
  const safe = { size: 29, smallest: 17, lines: 2, color: INK, width: column.width, leading: 1.45 };
  if (giving) sheet.text(words(locale, 'scan.safe', { society }), column.x, at + 60, safe);
  const note = { size: 25, smallest: 18, lines: 1, color: SOFT, width: column.width };
  sheet.text(words(locale, 'checkable'), column.x, top + height - 40, note);
  foot(sheet, facts, { x: EDGE, width: INNER }, HEIGHT - 40, 26);
  return sheet;
}
