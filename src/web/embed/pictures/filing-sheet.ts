import { mark } from './band.js';
import { INK, LINE, PAPER, RED, SOFT } from './palette.js';
import { heightOf, type PictureStyle, Sheet } from './sheet.js';

const WIDTH = 1080;
const EDGE = 72;
const LABEL = 260;

/** Lines of label and value that an article shows about who asks: society, certificate, filing, period, complaints. */
export type FilingLines = readonly (readonly [label: string, value: string])[];

/** The facts that an article about an appeal must state, as a picture to put under its text. */
export function filingSheet(title: string, note: string, lines: FilingLines): Sheet {
  const value: PictureStyle = {
    ...{ size: 34, smallest: 24, lines: 4, color: INK, leading: 1.4, even: true },
    width: WIDTH - 2 * EDGE - LABEL,
  };
  const heights = lines.map(([, text]) => heightOf(text, value) + 84);
  const top = 220;
  const height = top + heights.reduce((sum, each) => sum + each, 0) + 110;
  const sheet = new Sheet(WIDTH, Math.ceil(height));
  sheet.box(0, 0, WIDTH, sheet.height, PAPER);
  sheet.box(0, 0, WIDTH, 12, RED);
  mark(sheet, EDGE, 76, 68, [RED, '#d98a3d']);
  sheet.text(title, EDGE + 92, 126, { size: 46, smallest: 32, bold: true, color: INK, width: 840 });
  let y = top;
  for (const [at, [label, text]] of lines.entries()) {
    sheet.box(EDGE, y - 28, WIDTH - 2 * EDGE, 2, LINE);
    sheet.text(label, EDGE, y + 26, { size: 30, smallest: 22, color: SOFT, width: LABEL - 20 });
    sheet.text(text, EDGE + LABEL, y + 26, value);
    y += heights[at] ?? 0;
  }
  sheet.text(note, EDGE, sheet.height - 50, { size: 26, smallest: 18, color: SOFT, width: WIDTH - 2 * EDGE });
  return sheet;
}
