import fc from 'fast-check';
import { type ChannelDay, cellsOfMonth, GROUP_MIN } from '../../src/progress/channel-cells.js';

const day = (n: number, projectId: string, gifts: number, gross = BigInt(gifts) * 100n): ChannelDay => ({
  day: `2026-11-${String(n).padStart(2, '0')}`,
  projectId,
  gross,
  refunded: 0n,
  gifts,
});
const shown = (days: readonly ChannelDay[]) =>
  cellsOfMonth(days).map(({ from, to, projectId, gifts }) => [from.slice(8), to.slice(8), projectId, gifts]);

describe('what may be told of a channel', () => {
  it('tells days and projects of five gifts and more as they are', () => {
    expect(shown([day(2, 'a', 6), day(3, 'a', 5), day(3, 'b', 9)])).toEqual([
      ['02', '02', 'a', 6],
      ['03', '03', 'a', 5],
      ['03', '03', 'b', 9],
    ]);
  });

  it('joins small days with the days after them, and the last ones with the days before', () => {
    expect(shown([day(1, 'a', 2), day(4, 'a', 3), day(5, 'a', 7), day(9, 'a', 1)])).toEqual([
      ['01', '04', 'a', 5],
      ['05', '09', 'a', 8],
    ]);
  });

  it('joins small projects, and with a single small one the smallest of the others, so that no rest tells', () => {
    expect(shown([day(1, 'a', 20), day(1, 'b', 8), day(1, 'c', 1)])).toEqual([
      ['01', '01', 'a', 20],
      ['01', '01', null, 9],
    ]);
    expect(shown([day(1, 'a', 20), day(1, 'b', 4), day(1, 'c', 3)])).toEqual([
      ['01', '01', 'a', 20],
      ['01', '01', null, 7],
    ]);
  });

  it('tells of a month with few gifts only as a whole', () => {
    expect(shown([day(1, 'a', 2), day(20, 'b', 2)])).toEqual([['01', '20', null, 4]]);
  });

  it('keeps a day of refunds alone with others', () => {
    const refund = { ...day(9, 'a', 0, 0n), refunded: 300n };
    expect(cellsOfMonth([day(8, 'a', 5), refund])).toEqual([
      { from: '2026-11-08', to: '2026-11-09', projectId: 'a', gross: 500n, refunded: 300n, gifts: 5 },
    ]);
  });

  const month = fc.array(
    fc.record({
      day: fc.integer({ min: 1, max: 30 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`),
      projectId: fc.constantFrom('a', 'b', 'c', 'd'),
      gross: fc.bigInt({ min: 0n, max: 10_000n }),
      refunded: fc.bigInt({ min: 0n, max: 5_000n }),
      gifts: fc.integer({ min: -1, max: 12 }),
    }),
    { minLength: 1, maxLength: 40 },
  );

  it('keeps the sums, overlaps nowhere, and tells of fewer than five gifts only as a whole month', () => {
    fc.assert(
      fc.property(month, (days) => {
        const cells = cellsOfMonth(days);
        const sum = (rows: readonly { gross: bigint; refunded: bigint; gifts: number }[]) => ({
          gross: rows.reduce((all, row) => all + row.gross, 0n),
          refunded: rows.reduce((all, row) => all + row.refunded, 0n),
          gifts: rows.reduce((all, row) => all + row.gifts, 0),
        });
        expect(sum(cells)).toEqual(sum(days));
        if (cells.length > 1) for (const { gifts } of cells) expect(gifts).toBeGreaterThanOrEqual(GROUP_MIN);
        const spans = [...new Set(cells.map(({ from, to }) => `${from} ${to}`))].sort();
        for (const [i, span] of spans.entries())
          if (i > 0) expect(span.slice(0, 10) > (spans[i - 1] ?? '').slice(11)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is the same whatever the order of the days', () => {
    fc.assert(
      fc.property(month, fc.integer(), (days, turn) => {
        const turned = [...days.slice(turn % days.length), ...days.slice(0, turn % days.length)];
        const canon = (rows: readonly ChannelDay[]) =>
          cellsOfMonth(rows)
            .map((cell) => `${cell.to} ${cell.projectId} ${cell.gross} ${cell.refunded} ${cell.gifts}`)
            .sort();
        expect(canon(turned)).toEqual(canon(days));
      }),
    );
  });
});
