import fc from 'fast-check';
import { afterDecline, MONTHLY_TRANSITIONS, RETRY_DAYS } from '../../src/donations/monthly.js';
import { chargeOn, dayIn, NOTICE_DAYS, nextDebit, noticeOn } from '../../src/donations/monthly-schedule.js';
import { dayAfter, isDay } from '../../src/kernel/days.js';

const days = fc.integer({ min: 0, max: 365 * 12 }).map((offset) => dayAfter('2024-01-01', offset));
const monthdays = fc.integer({ min: 1, max: 31 });
const lengthOf = (month: string) =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate();

describe('the days on which a monthly gift is debited', () => {
  it.each([
    ['2026-02', 31, '2026-02-28'],
    ['2028-02', 31, '2028-02-29'],
    ['2026-04', 31, '2026-04-30'],
    ['2026-12', 31, '2026-12-31'],
    ['2026-02', 29, '2026-02-28'],
  ])('%s has day %i on %s', (month, day, due) => expect(dayIn(month, day)).toBe(due));

  it('the 31st of January is followed by the last of February and the 31st of March', () => {
    let lastOn = '2026-01-31';
    const dues = [1, 2, 3, 4].map(() => {
      lastOn = nextDebit({ dayOfMonth: 31, lastOn }, lastOn);
      return lastOn;
    });
    expect(dues).toEqual(['2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31']);
  });

  it('property: one in each month, on the day or the last of the month, never before a notice', () => {
    fc.assert(
      fc.property(
        days,
        monthdays,
        fc.array(fc.integer({ min: 0, max: 80 }), { maxLength: 30 }),
        (start, dayOfMonth, waits) => {
          let [lastOn, today] = [start, start];
          const months = new Set([start.slice(0, 7)]);
          for (const wait of waits) {
            const due = nextDebit({ dayOfMonth, lastOn }, today);
            expect(isDay(due)).toBe(true);
            const month = due.slice(0, 7);
            expect(months.has(month)).toBe(false);
            months.add(month);
            expect(month > lastOn.slice(0, 7)).toBe(true);
            expect(Number(due.slice(8))).toBe(Math.min(dayOfMonth, lengthOf(month)));
            expect(due >= dayAfter(today, NOTICE_DAYS)).toBe(true);
            // The worker comes some days after the notice is due: late or in time.
            const told = dayAfter(noticeOn(due), wait);
            const charged = chargeOn(due, told);
            expect(charged >= due && charged >= dayAfter(told, NOTICE_DAYS)).toBe(true);
            today = charged;
            lastOn = charged > due ? charged : due;
            months.add(lastOn.slice(0, 7));
          }
        },
      ),
    );
  });

  it('property: in time, no month is left out', () => {
    fc.assert(
      fc.property(days, monthdays, (start, dayOfMonth) => {
        let lastOn = nextDebit({ dayOfMonth, lastOn: start }, start);
        for (let month = 0; month < 24; month++) {
          const due = nextDebit({ dayOfMonth, lastOn }, lastOn);
          const after = new Date(`${lastOn.slice(0, 7)}-15T00:00:00Z`);
          after.setUTCMonth(after.getUTCMonth() + 1);
          expect(due.slice(0, 7)).toBe(after.toISOString().slice(0, 7));
          lastOn = due;
        }
      }),
    );
  });

  it('property: another day, chosen at any time, gives no month a second debit', () => {
    fc.assert(
      fc.property(
        days,
        fc.array(fc.tuple(monthdays, fc.integer({ min: 0, max: 40 })), { maxLength: 20 }),
        (start, changes) => {
          let [lastOn, today] = [start, start];
          for (const [dayOfMonth, wait] of changes) {
            const due = nextDebit({ dayOfMonth, lastOn }, today);
            expect(due.slice(0, 7) > lastOn.slice(0, 7)).toBe(true);
            today = dayAfter(today, wait);
            if (today < due) continue;
            lastOn = due;
          }
        },
      ),
    );
  });
});

describe('what follows a refusal', () => {
  it('is tried again after 1, 3 and 7 days, and then no more', () => {
    const acts = [1, 2, 3, 4].map((declines) => afterDecline('insufficient_funds', declines));
    expect(acts).toEqual([...RETRY_DAYS.map((days) => ({ act: 'retry', days })), { act: 'pause' }]);
  });
  it.each(['expired_card', 'stolen_card', 'method_gone'])('%s ends the tries at once', (reason) =>
    expect(afterDecline(reason, 1)).toEqual({ act: 'pause' }),
  );
  it('what only the donor can do is asked of the donor', () =>
    expect(afterDecline('authentication_required', 1)).toEqual({ act: 'ask' }));
  it('what is over stays over', () =>
    expect([MONTHLY_TRANSITIONS.cancelled, MONTHLY_TRANSITIONS.ended]).toEqual([[], []]));
});
