import fc from 'fast-check';
import {
  type GivingPast,
  isAttack,
  networkOf,
  type PastSession,
  verdictOf,
} from '../../src/donations/giving-limits.js';

const NOW = new Date('2026-11-20T04:00:00Z');
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const NOTHING: GivingPast = {
  sessions: [],
  paidShort: 0,
  paidDay: 0,
  paidAnswered: 0,
  mailDeclines: [],
  alarm: false,
};
const session = (more: Partial<PastSession> = {}): PastSession => ({
  openedAt: ago(1),
  answered: false,
  paid: false,
  expiredAt: null,
  declines: [],
  ...more,
});
const many = (n: number, make: (i: number) => Partial<PastSession> = () => ({})) =>
  Array.from({ length: n }, (_, i) => session(make(i)));
const verdict = (past: Partial<GivingPast>, answered = false) =>
  verdictOf({ ...NOTHING, ...past }, answered, NOW);

describe('card testing: the rule', () => {
  it('five declines within ten minutes ask everybody of the network for a day, four or slower ones do not', () => {
    const burst = (n: number, minutes: number, gap = 1) =>
      many(n, (i) => ({ openedAt: ago(minutes + i * gap), declines: [ago(minutes + i * gap)], paid: true }));
    expect(verdict({ sessions: burst(4, 20) }).kind).toBe('pass');
    expect(verdict({ sessions: burst(5, 20) })).toEqual({ kind: 'ask', why: 'declines' });
    expect(verdict({ sessions: burst(5, 20, 2.5) }).kind).toBe('pass');
    expect(verdict({ sessions: burst(5, 24 * 60 - 1) }).kind).toBe('ask');
    expect(verdict({ sessions: burst(5, 24 * 60 + 1) }).kind).toBe('pass');
  });

  it('five declines within one checkout count as those of five', () => {
    const declines = [ago(5), ago(4), ago(3), ago(2), ago(1)];
    expect(verdict({ sessions: [session({ openedAt: ago(6), declines })] }).kind).toBe('ask');
  });

  it('an older burst within the day holds although the newest declines are no burst', () => {
    const old = many(5, () => ({ openedAt: ago(600), declines: [ago(600)], paid: true }));
    expect(verdict({ sessions: [...old, session({ paid: true, declines: [ago(1)] })] }).kind).toBe('ask');
  });

  it('checkouts that led to nothing: five in ten minutes, twenty in a day', () => {
    const left = (n: number, minutes: number) => many(n, () => ({ openedAt: ago(minutes) }));
    expect(verdict({ sessions: left(4, 11) }).kind).toBe('pass');
    expect(verdict({ sessions: left(5, 11) })).toEqual({ kind: 'ask', why: 'left' });
    expect(verdict({ sessions: left(5, 30) }).kind).toBe('pass');
    expect(verdict({ sessions: left(19, 30) }).kind).toBe('pass');
    expect(verdict({ sessions: left(20, 30) })).toEqual({ kind: 'ask', why: 'left' });
    expect(verdict({ sessions: left(20, 30), paidDay: 1 }).kind).toBe('pass');
  });

  it('open checkouts count only in great numbers; each paid gift makes room for two more', () => {
    expect(verdict({ sessions: many(49) }).kind).toBe('pass');
    expect(verdict({ sessions: many(50) })).toEqual({ kind: 'ask', why: 'pending' });
    expect(verdict({ sessions: many(50), paidDay: 1 }).kind).toBe('pass');
    expect(verdict({ sessions: many(52), paidDay: 1 }).kind).toBe('ask');
  });

  it('a mail address waits for a day after five declines, whatever is answered', () => {
    const mailDeclines = [ago(5), ago(4), ago(3), ago(2), ago(1)];
    const until = new Date(ago(1).getTime() + 24 * 3_600_000);
    expect(verdict({ mailDeclines }, true)).toEqual({ kind: 'slow', why: 'mail', until });
    expect(verdict({ mailDeclines: mailDeclines.slice(1) }).kind).toBe('pass');
  });

  it('whoever answers for a machine is stopped: twenty declines, and next to nothing paid', () => {
    const tried = many(20, (i) => ({ answered: true, openedAt: ago(25 - i), declines: [ago(25 - i)] }));
    expect(verdict({ sessions: tried.slice(1) }, true).kind).toBe('pass');
    expect(verdict({ sessions: tried }, true)).toEqual({ kind: 'slow', why: 'answers', until: ago(-4) });
    expect(verdict({ sessions: tried, paidAnswered: 5 }, true).kind).toBe('pass');
  });

  it('the alarm is for more than half of at least fifty', () => {
    expect(isAttack({ declines: 49, attempts: 49 })).toBe(false);
    expect(isAttack({ declines: 25, attempts: 50 })).toBe(false);
    expect(isAttack({ declines: 26, attempts: 50 })).toBe(true);
    expect(verdict({ alarm: true })).toEqual({ kind: 'ask', why: 'alarm' });
    expect(verdict({ alarm: true }, true).kind).toBe('pass');
  });

  it.each([
    ['203.0.113.7', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
  ])('%s is of %s', (address, network) => expect(networkOf(address)).toBe(network));
});

const minutes = fc.integer({ min: 0, max: 24 * 60 });
const anySession = fc.record({
  openedAt: minutes.map(ago),
  answered: fc.boolean(),
  paid: fc.boolean(),
  expiredAt: fc.option(minutes.map(ago)),
  declines: fc.array(minutes.map(ago), { maxLength: 3 }),
});
const anyPast: fc.Arbitrary<GivingPast> = fc.record({
  sessions: fc.array(anySession, { maxLength: 60 }),
  paidShort: fc.nat(5),
  paidDay: fc.nat(20),
  paidAnswered: fc.nat(5),
  mailDeclines: fc.array(minutes.map(ago), { maxLength: 7 }),
  alarm: fc.boolean(),
});
const STRICT = { pass: 0, ask: 1, slow: 2 } as const;
const strictness = (past: GivingPast, answered: boolean) => STRICT[verdictOf(past, answered, NOW).kind];

describe('card testing: properties of the rule', () => {
  it('paid gifts without a declined card never make anybody wait, however many there are', () => {
    fc.assert(
      fc.property(anyPast, fc.array(minutes, { maxLength: 200 }), fc.boolean(), (past, paid, answered) => {
        const more = paid.map((opened) => session({ openedAt: ago(opened), paid: true, answered }));
        const with_ = { ...past, sessions: [...past.sessions, ...more] };
        for (const now of [false, true])
          expect(strictness(with_, now)).toBeLessThanOrEqual(strictness(past, now));
      }),
    );
  });

  it('an open checkout that is paid makes nothing stricter, and one more decline nothing milder', () => {
    fc.assert(
      fc.property(anyPast, minutes, (past, opened) => {
        const open = session({ openedAt: ago(opened) });
        const grown = (last: PastSession) =>
          strictness({ ...past, sessions: [...past.sessions, last] }, false);
        expect(grown({ ...open, paid: true })).toBeLessThanOrEqual(grown(open));
        expect(grown({ ...open, declines: [ago(0)] })).toBeGreaterThanOrEqual(strictness(past, false));
      }),
    );
  });

  it('a right answer never harms, and is asked for nobody whose network did nothing', () => {
    fc.assert(
      fc.property(anyPast, (past) => {
        if (strictness(past, false) === STRICT.pass) expect(strictness(past, true)).toBe(STRICT.pass);
        const own = {
          ...NOTHING,
          mailDeclines: [],
          sessions: past.sessions.filter(({ paid, declines }) => paid && declines.length === 0),
        };
        expect(strictness(own, false)).toBe(STRICT.pass);
      }),
    );
  });

  it('the order in which checkouts are read changes nothing', () => {
    fc.assert(
      fc.property(anyPast, fc.boolean(), (past, answered) => {
        const turned = {
          ...past,
          sessions: [...past.sessions].reverse(),
          mailDeclines: [...past.mailDeclines].reverse(),
        };
        expect(verdictOf(turned, answered, NOW)).toEqual(verdictOf(past, answered, NOW));
      }),
    );
  });
});
