import fc from 'fast-check';
import { ENTRY_KINDS } from '../../src/ledger/ledger.service.js';
import { changeBy, EFFECTS } from '../../src/progress/effect.js';
import {
  advance,
  type NumberedChange,
  type ProjectNumbers,
  type Standing,
} from '../../src/progress/numbers.js';
import { noGiftsYet, progressAnswer } from '../../src/progress/progress-answer.js';

const nothing = (): Standing => ({ projects: new Map(), gifts: new Map(), donorGifts: new Map() });

describe('the effect of an entry', () => {
  it('is said for every kind of entry', () => {
    expect(Object.keys(EFFECTS).sort()).toEqual([...ENTRY_KINDS].sort());
  });

  it.each([
    ['gift', 100n, null, { raised: 100n, refunded: 0n }],
    ['refund_approved', -30n, null, { raised: -30n, refunded: 30n }],
    ['dispute_lost', -100n, null, { raised: -100n, refunded: 100n }],
    ['reversal', -100n, 'gift', { raised: -100n, refunded: 0n }],
    ['reversal', 30n, 'refund_approved', { raised: 30n, refunded: -30n }],
    ['reversal', 30n, 'provider_fee', { raised: 0n, refunded: 0n }],
    ['provider_fee', 0n, null, { raised: 0n, refunded: 0n }],
    ['fund_transfer', 500n, null, { raised: 0n, refunded: 0n }],
  ] as const)('of %s moving %s (undoing %s)', (kind, movement, undone, change) => {
    expect(changeBy(kind, movement, undone)).toEqual(change);
  });
});

/** Gifts of two projects and few donors, with deductions, in any order. */
const changes = fc
  .array(
    fc.record({
      project: fc.constantFrom('p1', 'p2'),
      gift: fc.integer({ min: 1, max: 6 }),
      amount: fc.bigInt({ min: -500n, max: 500n }),
      deducted: fc.boolean(),
    }),
    { maxLength: 60 },
  )
  .map((steps) =>
    steps.map(
      ({ project, gift, amount, deducted }, i): NumberedChange => ({
        ledgerSeq: BigInt(i + 1),
        numberedAt: new Date(1_800_000_000_000 + i),
        projectId: project,
        giftId: `${project}-gift-${gift}`,
        donorKey: gift <= 2 ? `${project}-gift-${gift}` : `donor-${gift % 2}`,
        raised: amount,
        refunded: deducted ? -amount : 0n,
      }),
    ),
  );

/** The definition, read as it stands: everything recomputed from the changes. */
function recomputed(
  all: readonly NumberedChange[],
  projectId: string,
): Omit<ProjectNumbers, 'asOf'> | undefined {
  const mine = all.filter((change) => change.projectId === projectId && (change.raised || change.refunded));
  const last = mine.at(-1);
  if (!last) return undefined;
  const nets = new Map<string, { net: bigint; donorKey: string }>();
  for (const { giftId, donorKey, raised } of mine)
    nets.set(giftId, { net: (nets.get(giftId)?.net ?? 0n) + raised, donorKey });
  const left = [...nets.values()].filter(({ net }) => net > 0n);
  return {
    raised: mine.reduce((sum, { raised }) => sum + raised, 0n),
    refunded: mine.reduce((sum, { refunded }) => sum + refunded, 0n),
    donations: left.length,
    donors: new Set(left.map(({ donorKey }) => donorKey)).size,
    ledgerSeq: last.ledgerSeq,
  };
}

describe('following the ledger', () => {
  it('gives the numbers that the definition gives, after every single change', () => {
    fc.assert(
      fc.property(changes, (all) => {
        const standing = nothing();
        for (const [i, change] of all.entries()) {
          advance(standing, [change]);
          for (const projectId of ['p1', 'p2']) {
            const expected = recomputed(all.slice(0, i + 1), projectId);
            const shown = standing.projects.get(projectId);
            if (expected) expect(shown).toMatchObject(expected);
            else expect(shown).toBeUndefined();
          }
        }
      }),
    );
  });

  it('does not depend on how the ledger is cut into batches', () => {
    fc.assert(
      fc.property(changes, fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 8 }), (all, cuts) => {
        const whole = nothing();
        advance(whole, all);
        const cut = nothing();
        const bounds = [0, ...cuts.sort((a, b) => a - b), all.length];
        for (const [i, from] of bounds.slice(0, -1).entries()) advance(cut, all.slice(from, bounds[i + 1]));
        expect(cut).toEqual(whole);
      }),
    );
  });
});

describe('the progress answer', () => {
  const project = {
    slug: 'warm-winter',
    currency: 'CNY',
    goal: 30_000n,
    version: 4,
    createdAt: new Date('2026-11-01T00:00:00Z'),
    publishedAt: new Date('2026-11-02T00:00:00Z'),
  };

  it('has amounts as text in minor units, and the percent rounded down', () => {
    const numbers = {
      raised: 19_999n,
      refunded: 1n,
      donations: 2,
      donors: 1,
      ledgerSeq: 7n,
      asOf: new Date('2026-11-20T04:00:00.123Z'),
    };
    expect(JSON.parse(JSON.stringify(progressAnswer(project, numbers)))).toEqual({
      project: 'warm-winter',
      currency: 'CNY',
      goal: '30000',
      raised: '19999',
      refunded: '1',
      donations: 2,
      donors: 1,
      percent: 66,
      as_of: '2026-11-20T04:00:00.123Z',
      ledger_seq: 7,
      version: 4,
    });
  });

  it('before the first gift is zero at number 0, true since publishing; without a goal there is no percent', () => {
    expect(progressAnswer({ ...project, goal: null }, noGiftsYet(project))).toMatchObject({
      goal: null,
      raised: '0',
      donations: 0,
      donors: 0,
      percent: null,
      ledger_seq: 0,
      as_of: '2026-11-02T00:00:00.000Z',
    });
  });
});
