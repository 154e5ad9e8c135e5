import { DEMO_PROJECTS } from './demo-projects.js';
import { DEMO_MESSAGES } from './demo-updates.js';

/** What becomes of a gift at the sandbox's checkout. */
export type DemoOutcome = 'paid' | 'declined' | 'expired' | 'left';

/** One gift of the demonstration, planned before anything runs. */
export interface DemoGift {
  readonly projectSlug: string;
  readonly at: Date;
  /** Major units, as a donor would type it. */
  readonly amountText: string;
  readonly name: string | null;
  readonly donorKind: 'person' | 'organization';
  readonly publicity: 'REAL_NAME' | 'MASKED' | 'ANONYMOUS';
  readonly mail: string | null;
  readonly channelCode: string | null;
  readonly outcome: DemoOutcome;
  readonly locale: 'zh-CN' | 'en';
  readonly message: string | null;
}

/** Channels of invented media partners through which some gifts arrive. */
export const DEMO_CHANNELS = [
  { code: 'YC0DY1', nameZh: '云川晚报·短视频（演示）', nameEn: 'Yunchuan Evening News, short video (demo)' },
  { code: 'YC0LV2', nameZh: '云川广电·直播间（演示）', nameEn: 'Yunchuan Broadcasting, livestream (demo)' },
  { code: 'YC0WX3', nameZh: '望岭发布·公众号（演示）', nameEn: 'Wangling News, WeChat account (demo)' },
] as const;

const DAY_MS = 86_400_000;
/** Every so many gifts one has a message. */
const WITH_MESSAGE = 7;
/** Days before today with gifts. */
export const PLANNED_DAYS = 60;
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙马朱胡林何高罗郑'.split('');
const GIVEN = '安然子墨雨桐思远佳怡志明春华秀英国庆晓东丽娟文博若曦建军慧敏'.split('');
const AMOUNTS = [
  '10',
  '20',
  '20',
  '50',
  '50',
  '66',
  '88',
  '100',
  '100',
  '100',
  '200',
  '268',
  '300',
  '500',
  '1000',
];
const BODIES = ['云川市晨光印务有限公司', '青禾县第一小学家委会', '望岭县商会', '云川大学红十字志愿者协会'];

/** A small seeded generator (mulberry32), so that the demonstration is the same everywhere. */
function generator(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function giftsOn(daysAgo: number): number {
  if (daysAgo === 0) return 11;
  if (daysAgo === 1) return 16;
  return daysAgo % 7 === 3 ? 8 : 3 + (daysAgo % 4);
}

/**
 * Plans all gifts up to `now`, oldest first: some hundreds over 60 days, most by day and in the evening,
 * yesterday and today full of life. The same `now` always gives the same plan.
 */
export function planDemoGifts(now: Date): DemoGift[] {
  const pick = generator(20_261_124);
  const gifts: DemoGift[] = [];
  for (let daysAgo = PLANNED_DAYS - 1; daysAgo >= 0; daysAgo--) {
    const open = DEMO_PROJECTS.filter(
      ({ startDays, endDays, weight }) =>
        weight > 0 && startDays < -daysAgo && (endDays === null || endDays > -daysAgo),
    );
    const weights = open.flatMap((project) => Array.from({ length: project.weight }, () => project));
    for (let count = giftsOn(daysAgo); count > 0; count--) {
      const project = weights[pick(weights.length)];
      if (!project) continue;
      // Gifts of the last day lie within the 20 hours before now, so that none is in the future.
      const span = daysAgo === 0 ? 20 * 3_600_000 : DAY_MS;
      const at = new Date(now.getTime() - daysAgo * DAY_MS - 60_000 - pick(span));
      const message = gifts.length % WITH_MESSAGE === 0 ? messageOf(gifts.length) : null;
      gifts.push({ projectSlug: project.slug, at, ...donorAndOutcome(pick, daysAgo), message });
    }
  }
  return gifts.sort((a, b) => a.at.getTime() - b.at.getTime());
}

function messageOf(gift: number): string | null {
  return DEMO_MESSAGES[(gift / WITH_MESSAGE) % DEMO_MESSAGES.length] ?? null;
}

function donorAndOutcome(
  pick: (limit: number) => number,
  daysAgo: number,
): Omit<DemoGift, 'projectSlug' | 'at' | 'message'> {
  const body = pick(14) === 0 ? (BODIES[pick(BODIES.length)] ?? null) : null;
  const person = `${SURNAMES[pick(SURNAMES.length)]}${GIVEN[pick(GIVEN.length)]}${GIVEN[pick(GIVEN.length)]}`;
  const named = pick(10) < 7;
  const chance = pick(40);
  const outcome: DemoOutcome =
    chance === 0
      ? 'declined'
      : chance === 1 && daysAgo > 1
        ? 'expired'
        : chance === 2 && daysAgo < 1
          ? 'left'
          : 'paid';
  const donor = pick(120);
  return {
    amountText: body ? `${(2 + pick(40)) * 1000}` : (AMOUNTS[pick(AMOUNTS.length)] ?? '100'),
    name: body ?? (named ? person : null),
    donorKind: body ? 'organization' : 'person',
    publicity: body
      ? 'REAL_NAME'
      : pick(9) === 0
        ? 'ANONYMOUS'
        : pick(6) === 0 && named
          ? 'REAL_NAME'
          : 'MASKED',
    mail: named && pick(2) === 0 ? `donor${donor}@example.org` : null,
    channelCode: pick(3) === 0 ? (DEMO_CHANNELS[pick(DEMO_CHANNELS.length)]?.code ?? null) : null,
    outcome,
    locale: pick(15) === 0 ? 'en' : 'zh-CN',
  };
}
