import { type BandPlan, band } from './band.js';
import { figures, figuresHeight, foot, scan } from './figures.js';
import type { PictureFacts } from './picture-facts.js';
import { Sheet } from './sheet.js';

export const RATIOS = ['3:4', '1:1', '16:9'] as const;
export type Ratio = (typeof RATIOS)[number];

/** One shape of card. The QR code stands there for a channel only: a link's preview in a chat needs none. */
interface CardPlan {
  readonly width: number;
  readonly height: number;
  readonly edge: number;
  readonly band: Omit<BandPlan, 'x' | 'width'>;
  readonly amount: number;
  readonly small: number;
  readonly foot: number;
  /** Where a QR code stands beside or under the figures: from the band to the amount's baseline. */
  readonly gap: number;
  /** Wide shapes have little height: what was returned stands beside the counts. */
  readonly flat: boolean;
  readonly qr: number;
}

const PLANS: Readonly<Record<Ratio, CardPlan>> = {
  '3:4': {
    ...{
      width: 1080,
      height: 1440,
      edge: 72,
      amount: 116,
      small: 38,
      foot: 28,
      gap: 150,
      qr: 300,
      flat: false,
    },
    band: { height: 720, edge: 84, society: 36, title: { size: 92, smallest: 56, lines: 4 }, summary: 36 },
  },
  '1:1': {
    ...{
      width: 1080,
      height: 1080,
      edge: 64,
      amount: 92,
      small: 34,
      foot: 26,
      gap: 130,
      qr: 260,
      flat: false,
    },
    band: { height: 480, edge: 64, society: 32, title: { size: 76, smallest: 46, lines: 3 } },
  },
  '16:9': {
    ...{ width: 1200, height: 675, edge: 60, amount: 74, small: 29, foot: 22, gap: 108, qr: 230, flat: true },
    band: { height: 276, edge: 46, society: 28, title: { size: 56, smallest: 36, lines: 2 } },
  },
};

/** The picture of a project for articles, posts and link previews. */
export function cardSheet(facts: PictureFacts, ratio: Ratio): Sheet {
  const plan = PLANS[ratio];
  const { edge, qr } = plan;
  const sheet = new Sheet(plan.width, plan.height);
  const whole = { x: edge, width: plan.width - 2 * edge };
  band(sheet, facts, { ...plan.band, ...whole });
  const column = facts.channel === null ? whole : { ...whole, width: whole.width - qr - edge };
  const lines = {
    ...(ratio === '3:4' ? whole : column),
    ...{ amount: plan.amount, small: plan.small, under: column.width, flat: plan.flat },
  };
  const bottom = plan.height - edge * 0.8;
  const room = bottom - plan.foot * 3.2 - plan.band.height;
  const middle = (room - figuresHeight(facts, lines) + plan.amount * 0.72) / 2;
  figures(sheet, facts, plan.band.height + (facts.channel === null ? middle : plan.gap), lines);
  foot(sheet, facts, column, bottom, plan.foot);
  if (facts.channel !== null)
    scan(sheet, facts, plan.width - edge - qr, bottom - qr - plan.foot * 1.6, qr, plan.foot * 1.05);
  return sheet;
}
