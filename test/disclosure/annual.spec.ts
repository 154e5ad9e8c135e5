import fc from 'fast-check';
import { defaultCutOff, yearOnYear, yearParts } from '../../src/disclosure/annual.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { type EntryKind, Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { OrganizationsQueries } from '../../src/organizations/organizations.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { type BuiltProject, buildProject } from '../support/builders.js';

const sum = (amount: bigint) => [{ currency: 'CNY', amount, gifts: 1 }];

test('the published example: 2.02 million at +54 %', () => {
  const [year] = yearOnYear(sum(202_000_000n), sum(131_168_800n));
  expect(year).toMatchObject({ change: 70_831_200n, percent: '54.00' });
  expect(yearOnYear(sum(1n), [])[0]?.percent).toBeNull();
  expect(yearOnYear([], sum(100n))[0]?.percent).toBe('-100.00');
});

test('the percentage lies within half a hundredth of the true one', () => {
  const amount = fc.bigInt({ min: 0n, max: 10n ** 14n });
  fc.assert(
    fc.property(amount, fc.bigInt({ min: 1n, max: 10n ** 14n }), (current, previous) => {
      const text = yearOnYear(sum(current), sum(previous))[0]?.percent ?? '';
      const hundredths = BigInt(text.replace('.', ''));
      const error = hundredths * previous - (current - previous) * 10_000n;
      expect((error < 0n ? -error : error) * 2n <= previous).toBe(true);
    }),
  );
});

test('both parts end on the same day; the 29th of February on the 28th', () => {
  expect(yearParts('2028-02-29').previous).toEqual({ from: '2027-01-01', to: '2027-02-28' });
  expect(yearParts(defaultCutOff('2026-01-01')).current).toEqual({ from: '2025-01-01', to: '2025-12-31' });
});

describe('from the ledger', () => {
  let app: TestApp;
  let project: BuiltProject;
  beforeAll(async () => {
    app = await openTestApp();
    project = await buildProject(app);
  });
  afterAll(() => app.close());

  async function book(kind: EntryKind, at: string, amount: bigint, subjectId = newId()): Promise<string> {
    const chart = app.get(ChartOfAccounts);
    const [asset, income] = [
      await chart.id(project.organizationId, '100201', 'CNY'),
      await chart.id(project.organizationId, '410102', 'CNY'),
    ];
    const [debit, credit] = amount > 0n ? [asset, income] : [income, asset];
    await app.database.inTransaction((tx) =>
      app.get(Ledger).post(tx, [
        {
          ...{
            id: newId(),
            organizationId: project.organizationId,
            kind,
            sourceType: 'test',
            sourceId: newId(),
          },
          ...{ subjectType: 'donation', subjectId, projectId: project.id, occurredAt: new Date(at) },
          transfers: [
            {
              ...{ fundId: project.fundId, debit, credit, currency: 'CNY' },
              amount: amount > 0n ? amount : -amount,
            },
          ],
        },
      ]),
    );
    return subjectId;
  }

  test('a gift counts on the day of payment where the society is, net of what went back', async () => {
    // The last instant of 19 November in Shanghai, and the first of the 20th.
    const first = await book('platform_gift', '2026-11-19T15:59:59Z', 10_000n);
    await book('platform_gift', '2026-11-19T16:00:00Z', 500n);
    await book('platform_gift', '2025-11-19T15:59:59Z', 4_000n);
    await book('platform_gift', '2025-11-19T16:00:00Z', 70n);
    await book('refund_by_provider', '2026-11-20T03:00:00Z', -2_500n, first);
    await app.get(Numberer).numberOnce();
    const answer = (await app.inject({ url: '/api/v1/disclosure/annual?cut_off=2026-11-19' })).json();
    expect([answer.definition.version, answer.year, answer.cut_off]).toEqual(['v1', 2026, '2026-11-19']);
    const figures = [
      {
        currency: 'CNY',
        current: { from: '2026-01-01', to: '2026-11-19', amount: '7500', gifts: 1 },
        previous: { from: '2025-01-01', to: '2025-11-19', amount: '4000', gifts: 1 },
        change: '3500',
        change_percent: '87.50',
      },
    ];
    const society = await app.get(OrganizationsQueries).byId(project.organizationId);
    const own = answer.organizations.find(
      ({ organization }: { organization: string }) => organization === society?.slug,
    );
    expect(own).toMatchObject({ figures, ledger_seq: 5, as_of: expect.any(String) });
    expect(answer.cities).toMatchObject([{ society: society?.slug, figures }]);
  });

  test.each(['2026-11-21', '2026-02-30', 'x', ''])('no such day, or one to come: %s', async (day) => {
    const answer = await app.inject({ url: `/api/v1/disclosure/annual?cut_off=${day}` });
    expect([answer.statusCode, answer.json().errors[0].field]).toEqual([422, 'cut_off']);
  });
});
