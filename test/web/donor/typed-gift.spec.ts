import { meantAmount, openForm, typedGift } from '../../../src/web/donor/typed-gift.js';

describe('which amount the donor means', () => {
  const meant = (preset: string, amount: string) => meantAmount({ ...openForm('CNY'), preset, amount });

  test.each([
    ['50', '', '50'],
    ['other', ' 66.60 ', '66.60'],
    ['', '88', '88'],
    ['50', '50', '50'],
    ['other', '', ''],
    ['', '', ''],
  ])('tile %p, typed %p: %p', (preset, amount, expected) => {
    expect(meant(preset, amount)).toBe(expected);
  });

  test('a tile and another amount are not guessed between', () => {
    expect(meant('50', '500')).toBeNull();
  });
});

describe('a link with an amount', () => {
  test('picks its tile', () => {
    expect(openForm('CNY', '100')).toMatchObject({ preset: '100', amount: '' });
    expect(openForm('CNY', '100.00')).toMatchObject({ preset: '100', amount: '' });
  });

  test('or fills the free amount', () => {
    expect(openForm('CNY', '66.6')).toMatchObject({ preset: 'other', amount: '66.60' });
  });

  test.each(['-1', '1e3', '0', 'x', '12.345', '９９'])('%p fills nothing', (amount) => {
    expect(openForm('CNY', amount)).toMatchObject({ preset: '', amount: '' });
  });
});

test('fields that come twice or are no text are empty', () => {
  expect(typedGift({ amount: ['1', '2'], name: 7, mail: 'a@b.cn' })).toMatchObject({
    amount: '',
    name: '',
    mail: 'a@b.cn',
  });
  expect(typedGift(undefined)).toMatchObject({ preset: '', amount: '' });
});
