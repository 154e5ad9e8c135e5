import fc from 'fast-check';
import { giftSha256, readGiftForm } from '../../src/donations/gift-form.js';
import { readWishes } from '../../src/donations/gift-wishes.js';
import { lookReason, UNUSUAL_TIMES, usualOf } from '../../src/donations/second-look.js';
import type { FieldProblem } from '../../src/kernel/errors.js';
import { isCreditCode, isIdentityNumber } from '../../src/kernel/public-numbers.js';

const COMPANY = '91310000MA1FL8TQ36';
const PERSON = '11010519491231002X';
const limits = { min: 1, max: 999_999, minorMax: 200 };
const input = {
  ...{ projectSlug: 'warm-winter', amountText: '100', currency: 'CNY', formKey: 'k'.repeat(24) },
  locale: 'zh-CN' as const,
};

function read(typed: Parameters<typeof readWishes>[0], name = '') {
  const problems: FieldProblem[] = [];
  const wishes = readWishes(typed, name, problems);
  return { ...wishes, problems: problems.map(({ field, code }) => `${field} ${code}`) };
}

describe('what a donor may add to a gift', () => {
  test('nothing is asked for unless it was typed', () => {
    for (const typed of [
      {},
      { age: '', dedication: { kind: '', name: ' ' }, official: { kind: '', name: '', number: '' } },
    ])
      expect(read(typed, '张三')).toEqual({ dedication: null, age: null, official: null, problems: [] });
  });

  test.each([
    [{ dedication: { kind: '', name: '李四' } }, 'dedication_kind needed'],
    [{ dedication: { kind: 'memory', name: '' } }, 'dedication_name needed'],
    [{ dedication: { kind: 'memory', name: '李\u202e四' } }, 'dedication_name invalid'],
    [{ dedication: { kind: 'memory', name: '李'.repeat(41) } }, 'dedication_name too_long'],
    [{ dedication: { kind: 'birthday', name: '李四' } }, 'dedication_kind invalid'],
    [{ age: '7' }, 'age invalid'],
    [{ official: { kind: '', name: '', number: COMPANY } }, 'official_kind needed'],
    [{ official: { kind: 'person', name: '', number: '' } }, 'official_name needed'],
    [{ official: { kind: 'organization', name: '某某公司', number: '' } }, 'official_no needed'],
    [
      { official: { kind: 'organization', name: '某某公司', number: '91310000MA1FL8TQ37' } },
      'official_no organization',
    ],
    [{ official: { kind: 'person', name: '张三', number: '110105194912310021' } }, 'official_no person'],
  ])('%j is refused: %s', (typed, problem) => {
    expect(read(typed).problems).toEqual([problem]);
  });

  test('a number may be typed with spaces and small letters; the donor’s name stands in for an empty one', () => {
    const typed = { kind: 'organization', name: '', number: '9131 0000 ma1f-l8tq36' };
    expect(read({ official: typed }, '某某公司').official).toEqual({
      ...{ kind: 'organization', name: '某某公司', number: COMPANY },
    });
  });
});

describe('check digits', () => {
  test.each([
    ['credit code', COMPANY, isCreditCode, '0123456789ABCDEFGHJKLMNPQRTUWXY'],
    ['identity number', PERSON, isIdentityNumber, '0123456789'],
  ])('of a %s find every single slip', (_name, right, check, letters) => {
    expect(check(right)).toBe(true);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 16 }), fc.constantFrom(...letters), (at, letter) => {
        const slipped = right.slice(0, at) + letter + right.slice(at + 1);
        expect(check(slipped)).toBe(slipped === right);
      }),
      { numRuns: 400 },
    );
  });
});

describe('a donor under 18', () => {
  test.each([
    ['200', []],
    ['200.01', ['amount too_large_for_minor']],
  ])('may give %s: %j', (amountText, problems) => {
    const minor = readGiftForm({ ...input, amountText, age: 'minor_with_guardian' }, 'CNY', limits);
    expect(minor.problems.map(({ field, code }) => `${field} ${code}`)).toEqual(problems);
    expect(readGiftForm({ ...input, amountText, age: 'adult' }, 'CNY', limits).problems).toEqual([]);
  });
});

describe('a second look', () => {
  const amounts = fc.array(fc.bigInt({ min: 1n, max: 99_999_900n }), { maxLength: 40 });

  test('usual is one of the amounts, with at least half of them no greater and half no smaller', () => {
    fc.assert(
      fc.property(amounts, (list) => {
        const usual = usualOf(list);
        if (usual === null) return list.length < 5;
        const [below, above] = [list.filter((each) => each <= usual), list.filter((each) => each >= usual)];
        return list.includes(usual) && below.length * 2 >= list.length && above.length * 2 >= list.length;
      }),
    );
  });

  test('comes exactly from ten times on, and always for minors; a usual gift is never asked about', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 1n, max: 99_999_900n }),
        fc.bigInt({ min: 1n, max: 9_999_900n }),
        (amount, usual) => {
          expect(lookReason(amount, usual, true)).toBe('minor');
          expect(lookReason(amount, usual, false)).toBe(amount >= usual * UNUSUAL_TIMES ? 'unusual' : null);
          expect(lookReason(usual, usual, false)).toBeNull();
        },
      ),
    );
  });
});

test('two contents of one form are told apart by everything that a donor may add', () => {
  const gift = (more: object) => {
    const { gift: read, problems } = readGiftForm({ ...input, ...more }, 'CNY', limits);
    if (!read) throw new Error(JSON.stringify(problems));
    return giftSha256('warm-winter', read, read.official?.number ?? null).toString('hex');
  };
  const contents = [
    {},
    { age: 'adult' },
    { dedication: { kind: 'honor', name: '李四' } },
    { dedication: { kind: 'memory', name: '李四' } },
    { official: { kind: 'person', name: '李四', number: '' } },
    { official: { kind: 'person', name: '李四', number: PERSON } },
    { official: { kind: 'organization', name: '李四', number: COMPANY } },
  ];
  expect(new Set(contents.map(gift)).size).toBe(contents.length);
  expect(gift(contents[2] ?? {})).toBe(gift({ dedication: { kind: 'honor', name: ' 李四 ' } }));
});
