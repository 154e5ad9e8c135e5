import { WAITS_FOR } from '../../../src/intake/intake.js';
import { CHART } from '../../../src/ledger/chart.js';
import { ENTRY_KINDS } from '../../../src/ledger/entry.js';
import { returnPath } from '../../../src/web/console/access/door.js';
import { words } from '../../../src/web/console/console.words.js';
import { clockTime, dayAfter, isDay } from '../../../src/web/console/day/calendar.js';
import { csv } from '../../../src/web/console/day/csv.js';
import type { DayTotal } from '../../../src/web/console/day/day.queries.js';
import { controlsOf, grandTotals } from '../../../src/web/console/day/day-totals.page.js';
import { reasonInWords } from '../../../src/web/console/operations/reasons.js';
import { allWords } from './all-words.js';

describe('a file for a spreadsheet', () => {
  test('opens as UTF-8, line by line, quoted where it must be', () => {
    const file = csv([
      [{ text: '名称' }, { text: 'a,"b"' }],
      [{ figure: '-5.00' }, { text: 'x\ny' }],
    ]);
    expect(Buffer.from(file).subarray(0, 3).toString('hex')).toBe('efbbbf');
    expect(file.slice(1)).toBe('名称,"a,""b"""\r\n-5.00,"x\ny"\r\n');
  });
  test.each(['=1+1', '+86 138', '-x', '@SUM(A1)', '\tx', '\rx'])(
    'takes no formula from a donor: %j',
    (text) => {
      expect(
        csv([[{ text }]])
          .slice(1)
          .replaceAll('"', ''),
      ).toBe(`'${text}\r\n`);
    },
  );
});

describe('the calendar', () => {
  test.each([
    ['2026-11-20', true],
    ['2026-02-30', false],
    ['2026-2-3', false],
    ['20261120', false],
    ['1999-01-01', false],
    ["2026-11-20'--", false],
  ])('%s', (text, right) => expect(isDay(text)).toBe(right));
  test('goes over the ends of months', () => {
    expect([dayAfter('2026-02-28', 1), dayAfter('2028-02-28', 1), dayAfter('2027-01-01', -1)]).toEqual([
      '2026-03-01',
      '2028-02-29',
      '2026-12-31',
    ]);
  });
  test('tells the time where the organization is', () => {
    expect(clockTime(new Date('2026-11-20T16:05:09Z'), 'Asia/Shanghai')).toBe('00:05:09');
  });
});

describe('the way back after login', () => {
  test.each([
    '/console',
    '/console/city/days/2026-11-20',
    '/console/city/days/2026-11-20?lacking=fee&page=2',
  ])('leads to %s', (path) => expect(returnPath(path)).toBe(path));
  test.each([
    undefined,
    '',
    '/',
    '/console/login',
    '/consolex',
    '//x',
    '/console//x',
    'https://x/console',
    '/console/\\x',
  ])('never to %s', (path) => expect(returnPath(path)).toBeNull());
});

describe('the controls of a day', () => {
  const total = (overrides: Partial<DayTotal> = {}): DayTotal => ({
    projectId: 'p',
    nameZh: '甲',
    nameEn: 'A',
    currency: 'CNY',
    gifts: 2,
    amount: 30_000n,
    refunded: 0n,
    feesKnown: 2,
    fee: 180n,
    net: 29_820n,
    receipts: 2,
    receipted: 30_000n,
    receiptsDue: 2,
    receiptsDueAmount: 30_000n,
    numbered: 2,
    paid: 30_000n,
    ...overrides,
  });
  const outcome = (totals: DayTotal[], unbooked = 0) =>
    Object.fromEntries(
      controlsOf(totals, unbooked).map(({ key, holds, waits }) => [
        key,
        holds ? 'holds' : waits ? 'waits' : 'fails',
      ]),
    );
  const FINE = { paid: 'holds', unbooked: 'holds', receipts: 'holds', fees: 'holds', numbered: 'holds' };

  test('all hold', () => expect(outcome([total()])).toEqual(FINE));
  test('one fen of difference fails', () =>
    expect(outcome([total({ paid: 29_999n })])).toEqual({ ...FINE, paid: 'fails' }));
  test('a confirmed payment that is not booked fails', () =>
    expect(outcome([total()], 1)).toEqual({ ...FINE, unbooked: 'fails' }));
  test('what is not there yet waits', () =>
    expect(outcome([total({ receipts: 1, receipted: 10_000n, feesKnown: 0, numbered: 1 })])).toEqual({
      ...FINE,
      receipts: 'waits',
      fees: 'waits',
      numbered: 'waits',
    }));
  test('receipts of another amount fail', () =>
    expect(outcome([total({ receipted: 29_000n })])).toEqual({ ...FINE, receipts: 'fails' }));
  test('no receipt is due for money in suspense', () =>
    expect(
      outcome([total({ receipts: 1, receipted: 20_000n, receiptsDue: 1, receiptsDueAmount: 20_000n })]),
    ).toEqual(FINE));
  test('currencies are never added up', () => {
    const sums = grandTotals([total(), total({ amount: 5_000n }), total({ currency: 'USD', amount: 700n })]);
    expect(sums.map(({ currency, amount }) => [currency, amount])).toEqual([
      ['CNY', 35_000n],
      ['USD', 700n],
    ]);
  });
});

const zh = allWords('zh-CN');
const en = allWords('en');

describe('the console’s words', () => {
  test('fill the same places in both languages', () => {
    const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([place]) => place).sort();
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const [key, text] of Object.entries(zh)) {
      expect([key, places(en[key] ?? '')]).toEqual([key, places(text)]);
    }
  });
  const has = (key: string) => Object.hasOwn(zh, key);
  test('call every account as the chart does', () => {
    for (const [code, line] of Object.entries(CHART)) {
      const key = `account.${code}` as Parameters<typeof words>[1];
      expect([words('zh-CN', key), words('en', key)]).toEqual([line.zh, line.en]);
    }
  });
  test('name every kind of entry', () => {
    expect(ENTRY_KINDS.filter((kind) => !has(`entry.${kind}`))).toEqual([]);
  });
  test('say why an event waits', () => {
    for (const reason of Object.values(WAITS_FOR)) {
      expect(reasonInWords('zh-CN', reason)).toMatch(/[一-龥]/);
    }
    expect(reasonInWords('zh-CN', 'Error: boom')).toBe('Error: boom');
    expect(reasonInWords('zh-CN', null)).toBe('—');
  });
});
