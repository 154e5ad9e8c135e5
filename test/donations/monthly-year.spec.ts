import { type MonthlyKit, openMonthlyKit } from './monthly-kit.js';

let kit: MonthlyKit;
beforeAll(async () => {
  // The 31st, late in the evening in Shanghai: in UTC it is still the afternoon.
  kit = await openMonthlyKit('2025-08-31T15:30:00Z');
});
afterAll(() => kit.close());

it('gives monthly for a year in simulated time: each month told three days before, debited once, booked once', async () => {
  const { monthlyId } = await kit.begin(await kit.project());
  expect(await kit.gift(monthlyId)).toMatchObject({
    state: 'active',
    nextOn: '2025-09-30',
    methodLabel: 'visa 4242',
  });
  await kit.until('2026-09-01T04:00:00Z', 12);
  const dues = [
    '2025-08-31',
    '2025-09-30',
    '2025-10-31',
    '2025-11-30',
    '2025-12-31',
    '2026-01-31',
    '2026-02-28',
    '2026-03-31',
    '2026-04-30',
    '2026-05-31',
    '2026-06-30',
    '2026-07-31',
    '2026-08-31',
  ];
  expect(await kit.months(monthlyId)).toEqual(dues.map((due) => `${due} paid succeeded`));
  const rows = await kit.app.database.rows<{
    due: string;
    booked: string;
    told: Date;
    made: Date;
    amount: string;
  }>(
    `SELECT d.due_on AS due, e.booked_on AS booked, d.created_at AS told, g.created_at AS made, t.amount
       FROM monthly_debit d JOIN donation g ON g.id = d.donation_id
       JOIN entry e ON e.subject_id = g.id AND e.kind = 'gift' JOIN transfer t ON t.entry_id = e.id ORDER BY d.due_on`,
  );
  // One entry each, on its own accounting day in Shanghai.
  expect(rows.map(({ booked, amount }) => `${booked} ${amount}`)).toEqual(dues.map((due) => `${due} 10000`));
  for (const { told, made } of rows.slice(1))
    expect(made.getTime() - told.getTime()).toBeGreaterThan(2 * 86_400_000);
  const mails = await kit.mails();
  expect(mails.filter(({ key }) => key.includes(':begun:'))).toHaveLength(1);
  const notices = mails.filter(({ key }) => key.includes(':notice:'));
  expect(notices).toHaveLength(12);
  expect(notices[0]?.subject).toBe('将于 2025-09-30 为“红十字博爱送万家（测试）”扣款 ¥100.00');
  expect(notices[0]?.text).toContain(`/monthly/mon_${monthlyId}?key=`);
  // Each try stands at the provider under its own key, exactly once.
  const money = await kit.sandbox.control<{ payments: { payment_attempt: string }[] }>('GET', '/money');
  expect(new Set(money.payments.map(({ payment_attempt }) => payment_attempt)).size).toBe(13);
  expect(money.payments).toHaveLength(13);
}, 280_000);
