import fc from 'fast-check';
import {
  type AccountDay,
  accountControls,
  type Control,
  type FundDay,
  fundControls,
  incomeControls,
  NOTHING_EXPLAINED,
  toCover,
} from '../../src/reconciliation/day-control.js';

const MONEY = { gifts: 0n, refunds: 0n, fees: 0n, disputes: 0n, payouts: 0n, other: 0n, net: 0n };
const CLEARING = { ...MONEY, corrections: 0n };

/** 200.00 before, gifts of 158.88, 50.00 back, fees of 0.65, 200.00 to the bank: the fixture of charity rules 2.2. */
const MOVED = {
  gifts: 15_888n,
  refunds: -5_000n,
  fees: -65n,
  disputes: 0n,
  payouts: -20_000n,
  other: 0n,
  net: -9_177n,
};

function dayOf(changes: Partial<AccountDay> = {}, account: object = {}, statement: object = {}): AccountDay {
  return {
    account: {
      id: 'a',
      provider: 'wechat',
      account: 'main',
      displayName: null,
      currency: 'CNY',
      missingBills: [],
      covered: true,
      banked: 20_000n,
      ...account,
    },
    name: 'main',
    statement: {
      ...MOVED,
      lines: 8,
      opening: 20_000n,
      namedOpening: 20_000n,
      namedClosing: 10_823n,
      paidOut: 20_000n,
      broughtForward: 0n,
      ...statement,
    },
    books: { ...CLEARING, ...MOVED },
    late: CLEARING,
    elsewhere: CLEARING,
    opening: 20_000n,
    closing: 10_823n,
    transitOpening: 0n,
    transitClosing: 0n,
    explained: NOTHING_EXPLAINED,
    ...changes,
  };
}

const states = (controls: readonly Control[]) =>
  Object.fromEntries(controls.map(({ code, state }) => [code, state]));
const ALL_OK = { C1: 'ok', C2: 'ok', C3: 'ok', C4: 'ok', C5: 'ok', C6: 'ok' };
const failingOf = (day: AccountDay) =>
  accountControls(day)
    .filter(({ state }) => state === 'fails')
    .map(({ code, difference }) => [code, difference]);

describe('the controls of one account', () => {
  it('all agree on the fixture’s day', () => expect(states(accountControls(dayOf()))).toEqual(ALL_OK));

  it.each([
    ['C1', dayOf({ books: { ...CLEARING, ...MOVED, gifts: 15_889n } }), 1n],
    ['C2', dayOf({ books: { ...CLEARING, ...MOVED, refunds: -4_999n } }), -1n],
    ['C3', dayOf({ books: { ...CLEARING, ...MOVED, fees: -66n } }), 1n],
    ['C5', dayOf({}, { banked: 19_999n }), 1n],
    ['C6', dayOf({ closing: 10_824n }), 1n],
  ])('%s fails by one fen, and says by how much', (code, day, difference) => {
    expect(failingOf(day)).toEqual([[code, difference]]);
  });

  it('C4 fails when the provider’s balance does not roll forward (D16), for Stripe when the lines are not the books', () => {
    expect(failingOf(dayOf({}, {}, { namedClosing: 10_824n }))).toEqual([
      ['C4', -1n],
      ['C6', -1n],
    ]);
    const stripe = (closing: bigint) =>
      dayOf({ closing }, { provider: 'stripe' }, { namedOpening: null, namedClosing: null });
    expect(states(accountControls(stripe(10_823n)))).toEqual(ALL_OK);
    expect(failingOf(stripe(10_822n))).toEqual([
      ['C4', 1n],
      ['C6', -1n],
    ]);
  });

  it('what people have explained counts as agreed, and no fen more', () => {
    const explained = { ...NOTHING_EXPLAINED, gifts: 1n };
    const books = (gifts: bigint) => ({ ...CLEARING, ...MOVED, gifts });
    const [paid] = accountControls(dayOf({ books: books(15_889n), explained }));
    expect(paid).toMatchObject({ state: 'ok', difference: 1n, explained: 1n, note: 'explained' });
    expect(failingOf(dayOf({ books: books(15_890n), explained }))).toEqual([['C1', 2n]]);
    expect(failingOf(dayOf({ explained }))).toEqual([['C1', 0n]]);
  });

  it('A37 a late fact of a closed day is counted apart from the day on which it is booked', () => {
    const late = { ...CLEARING, gifts: 700n };
    const books = { ...CLEARING, ...MOVED, gifts: MOVED.gifts + 700n };
    const [paid] = accountControls(dayOf({ books, late }));
    expect(paid).toMatchObject({ state: 'ok', left: 15_888n, note: 'late' });
    const own = dayOf({ books: { ...CLEARING, ...MOVED, gifts: MOVED.gifts - 700n }, elsewhere: late });
    expect(accountControls(own)[0]).toMatchObject({ state: 'ok', left: 15_888n });
  });

  it('corrections by a case are no gift, refund or fee of the day’s statement', () => {
    expect(states(accountControls(dayOf({ books: { ...CLEARING, ...MOVED, corrections: 5n } })))).toEqual(
      ALL_OK,
    );
  });

  it('without its statement nothing is said to agree; without any money nothing is asked', () => {
    const missing = accountControls(dayOf({}, { covered: false }));
    expect(missing.filter(({ state }) => state === 'ok').map(({ code }) => code)).toEqual(['C5']);
    const still = {
      ...MONEY,
      lines: 0,
      opening: 0n,
      namedOpening: null,
      namedClosing: null,
      broughtForward: 0n,
      paidOut: 0n,
    };
    const nothing = dayOf(
      { books: CLEARING, opening: 0n, closing: 0n },
      { covered: false, banked: 0n },
      still,
    );
    expect(new Set(Object.values(states(accountControls(nothing))))).toEqual(new Set(['not_applicable']));
  });

  it('holds exactly when both sides moved the same, whatever moved', () => {
    const part = fc.bigInt(-1_000_000n, 1_000_000n);
    fc.assert(
      fc.property(
        fc.record({ gifts: part, refunds: part, fees: part }),
        fc.constantFrom(0n, 1n, -1n),
        (parts, off) => {
          const money = { ...MONEY, ...parts, net: parts.gifts + parts.refunds + parts.fees };
          const day = dayOf(
            { books: { ...CLEARING, ...money, gifts: money.gifts + off }, closing: 20_000n + money.net },
            { banked: 0n },
            { ...money, namedClosing: 20_000n + money.net, paidOut: 0n },
          );
          expect(failingOf(day)).toEqual(off === 0n ? [] : [['C1', off]]);
        },
      ),
    );
  });
});

describe('C7 gifts by fund', () => {
  const sides = (given: object, booked: object) =>
    incomeControls(
      new Map(Object.entries(given)),
      new Map(Object.entries(booked)),
      new Map([
        ['f', 'CNY'],
        ['g', 'CNY'],
      ]),
      new Map([['f', 'P001']]),
    );

  it('is one line where all funds agree', () => {
    expect(sides({ f: 100n, g: 50n }, { g: 50n, f: 100n })).toMatchObject([
      { left: 150n, state: 'ok', about: null },
    ]);
  });

  it('names a fund that is one fen off, and two funds do not make up for each other', () => {
    const found = sides({ f: 101n, g: 49n }, { f: 100n, g: 50n });
    expect(found.map(({ about, difference, state }) => [about?.id, difference, state])).toEqual([
      ['f', 1n, 'fails'],
      ['g', -1n, 'fails'],
    ]);
  });
});

describe('C9 no fund below zero', () => {
  const fund = (changes: Partial<FundDay>): FundDay => ({
    ...{
      id: 'f',
      name: 'P001 送温暖',
      kind: 'restricted',
      currency: 'CNY',
      balance: 0n,
      hasCase: false,
      forced: 0n,
    },
    ...changes,
  });
  const outcome = (changes: Partial<FundDay>) =>
    fundControls([fund(changes)]).map(({ state, note }) => [state, note]);

  it('a restricted fund: never, unless a forced outflow has an open case', () => {
    expect(outcome({ balance: 0n })).toEqual([['ok', null]]);
    expect(outcome({ balance: -1n })).toEqual([['fails', null]]);
    expect(outcome({ balance: -1n, forced: 500n })).toEqual([['fails', null]]);
    expect(outcome({ balance: -1n, hasCase: true })).toEqual([['ok', 'case_open']]);
  });

  it('the general fund: by provider fees and disputes alone, shown with what it needs', () => {
    const general = { kind: 'unrestricted' as const };
    expect(outcome({ ...general, balance: -65n, forced: 65n })).toEqual([['ok', 'to_cover']]);
    expect(toCover(fund({ ...general, balance: -65n, forced: 65n }))).toBe(65n);
    expect(outcome({ ...general, balance: -65n, forced: 64n })).toEqual([['fails', null]]);
    expect(toCover(fund({ ...general, balance: -65n, forced: 64n }))).toBe(0n);
    expect(outcome({ ...general, balance: 0n, forced: 65n })).toEqual([['ok', null]]);
  });
});
