import fc from 'fast-check';
import type { FundKind } from '../../src/ledger/fund.entity.js';
import {
  LEGS_MAX,
  type LegFund,
  type ProposedLeg,
  problemsOfLegs,
  RESOLVING_ACCOUNTS,
  takenFrom,
} from '../../src/reconciliation/resolution.js';

const KINDS: FundKind[] = ['restricted', 'unrestricted', 'suspense', 'treasury'];
const FUNDS: ReadonlyMap<string, LegFund> = new Map(
  KINDS.map((kind) => [kind, { id: kind, code: kind, kind, currency: 'CNY' }]),
);
const leg = fc.record<ProposedLeg>({
  fundId: fc.constantFrom(...KINDS),
  debit: fc.constantFrom(...RESOLVING_ACCOUNTS),
  credit: fc.constantFrom(...RESOLVING_ACCOUNTS),
  providerAccountId: fc.constant('account'),
  amount: fc.bigInt(1n, 10n ** 12n),
});
const good: ProposedLeg = {
  fundId: 'restricted',
  debit: '100201',
  credit: '410102',
  providerAccountId: null,
  amount: 1n,
};
const codes = (...legs: ProposedLeg[]) => problemsOfLegs(legs, FUNDS).map(({ code }) => code);

describe('the legs of a proposed entry', () => {
  test.each([
    ['no leg', [], 'resolution_empty'],
    ['too many legs', Array.from({ length: LEGS_MAX + 1 }, () => good), 'resolution_too_long'],
    ['an unknown fund', [{ ...good, fundId: 'another' }], 'resolution_fund'],
    ['one account twice', [{ ...good, debit: '410102' as const }], 'resolution_same_account'],
    ['a clearing account alone', [{ ...good, debit: '100903' as const }], 'resolution_provider_account'],
    ['nothing', [{ ...good, amount: 0n }], 'resolution_amount'],
    ['less than nothing', [{ ...good, amount: -1n }], 'resolution_amount'],
    ['money of nobody', [{ ...good, debit: '220901' as const }], 'resolution_account'],
    ['refunds that are owed', [{ ...good, credit: '220902' as const }], 'resolution_account'],
  ])('refuse %s', (_, legs, code) => expect(codes(...legs)).toContain(code));

  test('refuse two currencies', () => {
    const funds = new Map([
      ...FUNDS,
      ['usd', { id: 'usd', code: 'USD', kind: 'restricted', currency: 'USD' }],
    ] as const);
    expect(problemsOfLegs([good, { ...good, fundId: 'usd' }], funds)).toEqual([
      { field: 'leg1', code: 'resolution_currencies' },
    ]);
  });

  test('take from a fund what they lower its balance by, and turned around they give it back', () => {
    fc.assert(
      fc.property(fc.array(leg, { maxLength: LEGS_MAX }), (legs) => {
        const taken = takenFrom(legs, FUNDS);
        const back = takenFrom(
          legs.map((each) => ({ ...each, debit: each.credit, credit: each.debit })),
          FUNDS,
        );
        for (const kind of ['restricted', 'unrestricted'] as const) {
          // Income, cost and net assets are the codes from 3 on.
          const change = legs
            .filter(({ fundId }) => fundId === kind)
            .reduce((sum, { debit, credit, amount }) => {
              const into = Number(credit[0]) >= 3 ? amount : 0n;
              const out = Number(debit[0]) >= 3 ? amount : 0n;
              return sum + into - out;
            }, 0n);
          expect(taken.get(kind) ?? 0n).toBe(change < 0n ? -change : 0n);
          expect(back.get(kind) ?? 0n).toBe(change > 0n ? change : 0n);
        }
        expect(taken.has('suspense') || taken.has('treasury')).toBe(false);
      }),
    );
  });
});
