/** Something a project of the demonstration tells its donors; `daysAgo` is when it was published. */
export interface DemoUpdate {
  readonly project: string;
  readonly daysAgo: number;
  readonly titleZh: string;
  readonly titleEn: string;
  readonly textZh: string;
  readonly textEn: string;
  /** A file of `assets`; its description is the project's. */
  readonly picture: string | null;
}

/** Oldest first, so that numbers and days go together. */
export const DEMO_UPDATES: readonly DemoUpdate[] = [
  {
    project: 'love-to-homes',
    daysAgo: 40,
    titleZh: '家庭箱比价结果公布',
    titleEn: 'The offers for the family box are compared',
    textZh: '三家供应商报价，最低价 268 元一箱，合同已经签订。\n\n名单核对在四个县同时进行，预计两周完成。',
    textEn:
      'Three suppliers made an offer; the lowest is 268 yuan a box, and the contract is signed.\n\nThe lists are being checked in all four counties, for about two weeks.',
    picture: null,
  },
  {
    project: 'flood-rebuilding',
    daysAgo: 21,
    titleZh: '第一批十二户开工',
    titleEn: 'Work has begun on the first twelve homes',
    textZh: '地基验收合格，十二户同时开工，墙体预计本月完成。',
    textEn:
      'The foundations passed inspection; twelve homes are being built, and their walls should stand this month.',
    picture: 'flood-rebuilding.webp',
  },
  {
    project: 'love-to-homes',
    daysAgo: 12,
    titleZh: '第一批 320 只家庭箱送到',
    titleEn: 'The first 320 family boxes have arrived',
    textZh: '青禾县和望岭县的志愿者分六路送出 320 只家庭箱，每户一张签收单。\n\n还有 880 户，本月内送完。',
    textEn:
      'Volunteers brought 320 boxes on six routes in two counties, each signed for by its household.\n\nThe other 880 households follow within the month.',
    picture: 'winter-parcels.webp',
  },
  {
    project: 'love-to-homes',
    daysAgo: 2,
    titleZh: '独居老人走访完成一半',
    titleEn: 'Half of the visits to elderly people are done',
    textZh: '460 位独居老人已走访 231 位，其中 17 位另行联系了卫生院上门检查。',
    textEn: 'Of 460 elderly people living alone 231 were visited; for 17 a doctor’s visit was arranged.',
    picture: null,
  },
];

/** What some donors of the demonstration write; the last ones still wait for the society. */
export const DEMO_MESSAGES = [
  '愿每一位老人都有一个暖冬。',
  '一点心意，大家加油！💪',
  '感谢志愿者，你们辛苦了。',
  '希望孩子们早日康复。',
  '家乡一定会越来越好。',
  'From far away, with all good wishes.',
] as const;
