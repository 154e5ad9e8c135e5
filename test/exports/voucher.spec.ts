import fc from 'fast-check';
import {
  isRed,
  PARTS,
  partOf,
  type VoucherLeg,
  type VoucherLine,
  vouchersOf,
} from '../../src/exports/voucher.js';
import { canonicalSection, type NumberedVoucher, u8Lines } from '../../src/exports/voucher-sheets.js';
import { CHART } from '../../src/ledger/chart-of-accounts.service.js';

const leg = (debit: string, credit: string, amount: bigint, more: Partial<VoucherLeg> = {}): VoucherLeg => ({
  ...{ day: '2026-01-15', party: 'wx', part: 'income', debit, credit, currency: 'CNY', amount },
  ...{ debitProject: '', creditProject: '', red: false, entries: 1, ...more },
});
const numbered = (voucher: ReturnType<typeof vouchersOf>[number], no = 12): NumberedVoucher => ({
  ...voucher,
  partyName: '微信',
  number: { month: '2026-01', no, maker: '张会计' },
});
const text = (lines: readonly VoucherLine[]) =>
  lines.map(
    ({ part, account, project, debit, credit }) => `${part} ${account} ${project} ${debit} ${credit}`,
  );

/** The day of charity.md 2.2: gifts, a refund through 220902, a fee with a part of it returned, a settlement. */
const DAY: readonly VoucherLeg[] = [
  leg('100901', '410102', 10_888n, { creditProject: 'P001', entries: 2 }),
  leg('100901', '410102', 5_000n, { creditProject: 'P002' }),
  leg('410102', '220902', 5_000n, { part: 'refund', debitProject: 'P002' }),
  leg('220902', '100901', 5_000n, { part: 'refund' }),
  leg('530101', '100901', 95n, { part: 'fee' }),
  leg('100901', '530101', 30n, { part: 'fee', red: isRed('provider_fee_returned', false) }),
  leg('100904', '100901', 20_000n, { part: 'settlement' }),
  leg('100201', '100904', 20_000n, { part: 'settlement' }),
];

describe('a day’s summary voucher', () => {
  test('holds the day of charity.md 2.2: 220902 and 100904 net out, each part balances', () => {
    const [voucher, ...others] = vouchersOf(DAY);
    expect(others).toEqual([]);
    expect(text(voucher?.lines ?? [])).toEqual([
      'income 100901  15888 0',
      'income 410102 P001 0 10888',
      'income 410102 P002 0 5000',
      'refund 410102 P002 5000 0',
      'refund 100901  0 5000',
      'fee 530101  65 0',
      'fee 100901  0 65',
      'settlement 100201  20000 0',
      'settlement 100901  0 20000',
    ]);
  });
  test('keeps what passes through and is still open in the evening', () => {
    const [voucher] = vouchersOf([
      leg('410102', '220902', 5_000n, { part: 'refund', debitProject: 'P002' }),
      leg('220902', '100901', 2_000n, { part: 'refund' }),
    ]);
    expect(text(voucher?.lines ?? [])).toEqual([
      'refund 410102 P002 5000 0',
      'refund 100901  0 2000',
      'refund 220902  0 3000',
    ]);
  });
  test('writes a reversal in red on the side of what it undoes, and nothing when both are of one day', () => {
    const red = { red: true, party: '', debitProject: 'P001' };
    const [later] = vouchersOf([leg('410102', '100101', 300n, red)]);
    expect(text(later?.lines ?? [])).toEqual(['income 100101  -300 0', 'income 410102 P001 0 -300']);
    expect(
      vouchersOf([
        leg('100101', '410102', 300n, { party: '', creditProject: 'P001' }),
        leg('410102', '100101', 300n, red),
      ]),
    ).toEqual([]);
  });
  test('is one for each day, provider account and currency', () => {
    const vouchers = vouchersOf([
      leg('100901', '410102', 1n),
      leg('100902', '410102', 2n, { party: 'ali' }),
      leg('100901', '410102', 3n, { day: '2026-01-16' }),
      leg('100901', '410102', 4n, { currency: 'USD' }),
    ]);
    expect(vouchers.map(({ day, party, currency }) => [day, party, currency])).toEqual([
      ['2026-01-15', 'ali', 'CNY'],
      ['2026-01-15', 'wx', 'CNY'],
      ['2026-01-15', 'wx', 'USD'],
      ['2026-01-16', 'wx', 'CNY'],
    ]);
  });
  test('refuses an account that is no leaf', () => {
    expect(() => vouchersOf([leg('1009', '410102', 1n)])).toThrow('1009 is no leaf account');
  });
  test('knows the part of every kind', () => {
    expect(
      ['gift', 'refund_undone', 'dispute_lost', 'provider_fee', 'payout', 'disbursement', 'adjustment'].map(
        partOf,
      ),
    ).toEqual(['income', 'refund', 'dispute', 'fee', 'settlement', 'spending', 'other']);
  });
});

describe('用友 U8', () => {
  test('has the lines of charity.md 6.3: project in field 21, no comma but between fields', () => {
    const [voucher] = vouchersOf(DAY.slice(0, 2));
    if (!voucher) throw new Error('no voucher');
    expect(u8Lines([{ ...numbered(voucher), partyName: '微信,支付' }])).toEqual([
      '填制凭证,V800',
      '2026-01-15,记,12,3,微信 支付捐赠收入20260115,100901,158.88,0.00,,,,张会计,,,,,,,,,',
      '2026-01-15,记,12,3,微信 支付捐赠收入20260115,410102,0.00,108.88,,,,张会计,,,,,,,,,P001',
      '2026-01-15,记,12,3,微信 支付捐赠收入20260115,410102,0.00,50.00,,,,张会计,,,,,,,,,P002',
    ]);
  });
});

describe('any day', () => {
  const codes = Object.keys(CHART);
  const legs = fc.array(
    fc
      .record({
        day: fc.constantFrom('2026-01-15', '2026-01-16'),
        party: fc.constantFrom('', 'wx', 'ali'),
        part: fc.constantFrom(...PARTS),
        debit: fc.constantFrom(...codes),
        credit: fc.constantFrom(...codes),
        currency: fc.constantFrom('CNY', 'USD'),
        debitProject: fc.constantFrom('', 'P001', 'P002'),
        creditProject: fc.constantFrom('', 'P001', 'P002'),
        red: fc.boolean(),
        amount: fc.bigInt({ min: 1n, max: 10n ** 12n }),
        entries: fc.integer({ min: 1, max: 9 }),
      })
      .filter(({ debit, credit }) => debit !== credit),
    { maxLength: 60 },
  );
  const passing = new Set(['220902', '100904']);
  /** Debit minus credit by currency, account and project (of passing accounts by account alone). */
  const nets = (
    rows: readonly (readonly [currency: string, account: string, project: string, net: bigint])[],
  ) => {
    const sums = new Map<string, bigint>();
    for (const [currency, account, project, net] of rows) {
      const key = `${currency} ${account} ${passing.has(account) ? '' : project}`;
      sums.set(key, (sums.get(key) ?? 0n) + net);
    }
    return Object.fromEntries([...sums].filter(([, sum]) => sum !== 0n).sort());
  };

  test('balances in every voucher and part, and is equal to the ledger by account and project', () => {
    fc.assert(
      fc.property(legs, (given) => {
        const vouchers = vouchersOf(given);
        for (const { lines } of vouchers) {
          for (const part of PARTS) {
            const ofPart = lines.filter((line) => line.part === part);
            expect(ofPart.reduce((net, { debit, credit }) => net + debit - credit, 0n)).toBe(0n);
          }
          for (const { debit, credit } of lines) expect(debit === 0n).not.toBe(credit === 0n);
        }
        const told = vouchers.flatMap(({ currency, lines }) =>
          lines.map(
            ({ account, project, debit, credit }) => [currency, account, project, debit - credit] as const,
          ),
        );
        const booked = given.flatMap(
          (each) =>
            [
              [each.currency, each.debit, each.debitProject, each.amount],
              [each.currency, each.credit, each.creditProject, -each.amount],
            ] as const,
        );
        expect(nets(told)).toEqual(nets(booked));
      }),
      { numRuns: 300 },
    );
  });

  test('is the same whatever the order in which its entries came', () => {
    fc.assert(
      fc.property(legs, (given) => {
        expect(vouchersOf([...given].reverse())).toEqual(vouchersOf(given));
      }),
      { numRuns: 100 },
    );
  });

  test('is read back from the canonical rows and from U8’s lines as the same debits and credits', async () => {
    await fc.assert(
      fc.asyncProperty(legs, async (given) => {
        const vouchers = vouchersOf(given)
          .filter(({ currency }) => currency === 'CNY')
          .map((voucher, at) => numbered(voucher, at + 1));
        const wanted = vouchers.flatMap(({ number, lines }) =>
          lines.map(
            ({ account, project, debit, credit }) => `${number.no} ${account} ${project} ${debit} ${credit}`,
          ),
        );
        const fen = (yuan: string) => BigInt(yuan.replace('.', ''));
        const u8 = u8Lines(vouchers)
          .slice(1)
          .map((line) => line.split(','))
          .map((f) => `${f[2]} ${f[5]} ${f[20]} ${fen(f[6] ?? '')} ${fen(f[7] ?? '')}`);
        expect(u8).toEqual(wanted);
        const canonical: string[] = [];
        for await (const rows of canonicalSection(vouchers).rows)
          for (const { cells } of rows)
            canonical.push(`${cells[2]} ${cells[5]} ${cells[11]} ${cells[7]} ${cells[8]}`);
        expect(canonical).toEqual(wanted);
      }),
      { numRuns: 50 },
    );
  });
});
