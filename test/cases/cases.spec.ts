import { CasesQueries } from '../../src/cases/cases.queries.js';
import { Cases, type NewCase } from '../../src/cases/cases.service.js';
import { newId } from '../../src/kernel/ids.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildOrganization } from '../support/builders.js';

let app: TestApp;

beforeAll(async () => {
  app = await openTestApp();
});
afterAll(async () => {
  await app.close();
});

const open = (input: NewCase): Promise<string> =>
  app.database.inTransaction((tx) => app.get(Cases).open(tx, input));

const mismatch = (organizationId: string): NewCase => ({
  organizationId,
  kind: 'AMOUNT',
  dedupeKey: `amount:${newId()}`,
  subjectType: 'donation',
  subjectId: newId(),
  amount: 12_345n,
  currency: 'CNY',
  detail: 'expected 100.00, arrived 123.45',
});

describe('a case', () => {
  it('is opened once for one occurrence, however often and however many at once it is said', async () => {
    const organizationId = await buildOrganization(app);
    const input = mismatch(organizationId);
    const ids = await Promise.all([open(input), open(input), open({ ...input, detail: 'again' })]);
    expect(new Set(ids).size).toBe(1);
    const cases = await app.get(CasesQueries).open(organizationId);
    expect(cases).toMatchObject([{ id: ids[0], amount: 12_345n, currency: 'CNY', state: 'open' }]);
    expect(await app.get(CasesQueries).countOpen(organizationId)).toBe(1);
  });

  it('vanishes with the database transaction that it was part of', async () => {
    const organizationId = await buildOrganization(app);
    await expect(
      app.database.inTransaction(async (tx) => {
        await app.get(Cases).open(tx, mismatch(organizationId));
        throw new Error('the booking failed');
      }),
    ).rejects.toThrow('the booking failed');
    expect(await app.get(CasesQueries).open(organizationId)).toEqual([]);
  });

  it('belongs to its organization alone, also under the same key', async () => {
    const [mine, other] = [await buildOrganization(app), await buildOrganization(app)];
    const input = mismatch(mine);
    await open(input);
    await open({ ...input, organizationId: other });
    expect(await app.get(CasesQueries).ofSubject(mine, 'donation', input.subjectId)).toHaveLength(1);
    expect(await app.get(CasesQueries).open(other)).toHaveLength(1);
  });

  it('names an amount only together with its currency', async () => {
    const organizationId = await buildOrganization(app);
    await expect(open({ ...mismatch(organizationId), currency: undefined })).rejects.toThrow('currency');
  });
});
