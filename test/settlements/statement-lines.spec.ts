import fc from 'fast-check';
import { lineEntry } from '../../src/settlements/line.entries.js';
import {
  bookingOf,
  importFrom,
  type LineMoney,
  meaningOf,
  oddityOf,
} from '../../src/settlements/statement-lines.js';

const line = (type: string, amount: bigint, fee = 0n, more: Partial<LineMoney> = {}): LineMoney => ({
  type,
  amount,
  fee,
  net: amount - fee,
  sourceKey: null,
  ...more,
});

it.each([
  ['charge', 'payment'],
  ['payment', 'payment'],
  ['refund', 'refund'],
  ['payment_failure_refund', 'refund'],
  ['stripe_fee', 'fee'],
  ['payout', 'payout'],
  ['payout_cancel', 'payout_returned'],
  ['climate_order_purchase', 'unknown'],
  ['a_type_of_next_year', 'unknown'],
])('a line of type %s is a %s', (type, meaning) => {
  expect(meaningOf(line(type, 100n))).toBe(meaning);
});

it('an adjustment is a dispute’s only when it is made for a dispute; one that moves nothing is nothing', () => {
  expect(meaningOf(line('adjustment', -100n, 1500n, { sourceKey: 'dp_1' }))).toBe('dispute');
  expect(meaningOf(line('adjustment', -100n, 0n, { sourceKey: 'ch_1' }))).toBe('unknown');
  expect(meaningOf(line('reserve_hold', 0n))).toBe('nothing');
});

it.each([
  ['a payment that adds up', line('charge', 100n, 3n), null],
  ['a payment that does not add up', line('charge', 100n, 3n, { net: 98n }), 'D05'],
  ['a payment whose fee is paid to us', line('charge', 100n, -3n), 'D05'],
  ['a payout that does not add up', line('payout', -100n, 3n, { net: -100n }), 'D05'],
  ['a payout that brings money', line('payout', 100n), 'D15'],
  ['a returned payout that takes money', line('payout_failure', -100n), 'D15'],
  ['a type that nobody knows', line('a_type_of_next_year', 100n), 'D15'],
])('%s: %s', (_, odd, code) => {
  expect(oddityOf(odd)).toBe(code);
  if (code) expect(bookingOf(odd)).toBeNull();
});

it.each([
  ['a payment’s fee', line('charge', 100n, 3n), { kind: 'provider_fee', fee: 3n, paidOut: 0n }],
  [
    'a fee that a refund brings back',
    line('refund', -100n, -3n),
    { kind: 'provider_fee_returned', fee: -3n, paidOut: 0n },
  ],
  ['a fee for no payment', line('stripe_fee', -250n), { kind: 'provider_fee', fee: 250n, paidOut: 0n }],
  [
    'such a fee given back',
    line('stripe_fee', 250n),
    { kind: 'provider_fee_returned', fee: -250n, paidOut: 0n },
  ],
  ['a payout', line('payout', -9_710n), { kind: 'payout', fee: 0n, paidOut: 9_710n }],
  ['a payout with its own fee', line('payout', -9_710n, 97n), { kind: 'payout', fee: 97n, paidOut: 9_710n }],
  [
    'a payout that came back',
    line('payout_failure', 9_710n),
    { kind: 'payout_failed', fee: 0n, paidOut: -9_710n },
  ],
  ['a refund without a fee', line('refund', -100n), null],
  ['a dispute, which its fact books', line('adjustment', -100n, 1500n, { sourceKey: 'dp_1' }), null],
])('books %s', (_, known, booking) => {
  expect(bookingOf(known)).toEqual(booking);
});

const ACCOUNTS = {
  clearing: 'CLEARING',
  inTransit: 'TRANSIT',
  fees: 'FEES',
  generalFund: 'GEN',
  treasury: 'TREASURY',
};

it('whatever is booked from a line moves the clearing account by the line’s fee and payout, never by a float', () => {
  const types = ['charge', 'payment', 'refund', 'refund_failure', 'stripe_fee', 'payout', 'payout_failure'];
  const money = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
  fc.assert(
    fc.property(fc.constantFrom(...types), money, money, (type, amount, fee) => {
      const stated = line(type, amount, fee);
      const booking = bookingOf(stated);
      if (!booking) return;
      const { transfers } = lineEntry(
        {
          ...stated,
          key: 'txn_1',
          currency: 'CNY',
          paymentId: null,
          occurredAt: new Date(0),
          availableOn: null,
          raw: '{}',
        },
        booking,
        { id: 'account', organizationId: 'organization' },
        ACCOUNTS,
      );
      let moved = 0n;
      for (const transfer of transfers) {
        expect(transfer.amount > 0n).toBe(true);
        if (transfer.debit === 'CLEARING') moved += transfer.amount;
        if (transfer.credit === 'CLEARING') moved -= transfer.amount;
      }
      const bookedByFact = ['charge', 'payment', 'refund', 'refund_failure'].includes(type);
      expect(moved).toBe(bookedByFact ? -fee : stated.net);
    }),
  );
});

it('is read again from some hours before the last import, at first for ninety days', () => {
  const now = new Date('2026-03-01T00:00:00Z');
  expect(importFrom(now, now)).toEqual(new Date('2026-02-28T18:00:00Z'));
  expect(importFrom(null, now)).toEqual(new Date('2025-12-01T00:00:00Z'));
});
