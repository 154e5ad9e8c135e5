import { RefundsQueries } from '../../../src/donations/refunds.queries.js';
import { withPrefix } from '../../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { openBookedDay } from './booked-day.js';
import { as, form, type Person } from './console.js';

describe('refunds at the console', () => {
  let day: Awaited<ReturnType<typeof openBookedDay>>;
  let clerk: Person;
  let approver: Person;
  beforeAll(async () => {
    day = await openBookedDay([
      { amount: 20_000n, at: '2026-11-20T02:00:00Z' },
      { amount: 5_000n, at: '2026-11-20T03:00:00Z' },
    ]);
    clerk = await day.signIn(day.organization, 'clerk');
    approver = await day.signIn(day.organization, 'approver');
  });
  afterAll(() => day.close());

  const gift = (index: number, more = '') =>
    `/console/${day.organization.slug}/gifts/${withPrefix('don', day.donations[index] ?? '')}${more}`;
  const read = async (person: Person, url: string) =>
    (await day.app.inject(as(person, { method: 'GET', url }))).body;
  const ask = (index: number, fields: Record<string, string>, by = clerk) =>
    day.app.inject(as(by, form(gift(index, '/refunds?lang=en'), fields)));
  const refundsOf = (index: number) =>
    day.app.get(RefundsQueries).ofDonation(day.organization.id, day.donations[index] ?? '');

  test('the form stands on the gift’s page for clerks alone, filled with the most there is', async () => {
    const page = await read(clerk, gift(0, '?lang=en'));
    expect(page).toContain('Ask for a refund');
    expect(page).toContain('value="200.00"');
    expect(await read(approver, gift(0, '?lang=en'))).not.toContain('Ask for a refund');
    expect(await read(clerk, gift(0, '?lang=zh-CN'))).toContain('申请退款');
  });

  test('what is refused comes back as it was typed, with the sentence beside its field', async () => {
    const answer = await ask(0, { amount: '200.01', reason: 'DUPLICATE', note: '<i>twice</i>' });
    expect(answer.statusCode).toBe(409);
    expect(answer.body).toContain('At most 200.00 CNY.');
    expect(answer.body).toContain('value="200.01"');
    expect(answer.body).toContain('&lt;i>twice&lt;/i>');
    expect((await ask(0, {})).statusCode).toBe(422);
    expect(await refundsOf(0)).toEqual([]);
  });

  test('asked for by a clerk, agreed to by another person on the approval’s page', async () => {
    const asked = await ask(0, { amount: '50', reason: 'MINOR', note: 'guardian called' });
    expect(asked.statusCode).toBe(303);
    const [refund] = await refundsOf(0);
    expect(refund).toMatchObject({ state: 'requested', amount: 5000n, reason: 'MINOR' });
    expect(String(asked.headers.location)).toContain(withPrefix('rfd', refund?.id ?? ''));
    const page = await read(clerk, `${asked.headers.location}&lang=en`);
    for (const text of [
      'guardian called',
      'Given by a minor',
      'waits for approval',
      'Asked for. Another person',
    ])
      expect(page).toContain(text);
    const approvalId = refund?.approvalId ?? '';
    const approval = `/console/${day.organization.slug}/approvals/${withPrefix('apr', approvalId)}`;
    expect(await read(approver, `${approval}?lang=en`)).toContain('Given by a minor');
    const shown =
      (await day.app.get(ApprovalsQueries).byId(day.organization.id, approvalId))?.payloadSha256 ?? '';
    const voted = await day.app.inject(as(approver, form(`${approval}/vote`, { shown })));
    expect(voted.statusCode).toBe(303);
    expect((await refundsOf(0))[0]).toMatchObject({ state: 'approved' });
    const list = await read(clerk, `/console/${day.organization.slug}/refunds?state=approved&lang=en`);
    expect(list).toMatch(/50\.00/);
    expect(await read(clerk, `/console/${day.organization.slug}/refunds?state=failed&lang=en`)).toContain(
      'No refunds.',
    );
  });

  test('the wrong role asks for nothing and gives nothing up', async () => {
    expect((await ask(1, { amount: '1', reason: 'DUPLICATE' }, approver)).statusCode).toBe(404);
    const [refund] = await refundsOf(0);
    const path = `/console/${day.organization.slug}/refunds/${withPrefix('rfd', refund?.id ?? '')}/giving-up`;
    expect((await day.app.inject(as(clerk, form(path)))).statusCode).toBe(404);
    const early = await day.app.inject(as(approver, form(`${path}?lang=en`)));
    expect(early.statusCode).toBe(409);
    expect(early.body).toContain('no longer in a state');
  });

  test('one that failed is given up by an approver, and the money is the gift’s again', async () => {
    const [refund] = await refundsOf(0);
    const id = refund?.id ?? '';
    await day.app.database.inTransaction((tx) =>
      tx.query("UPDATE refund SET state = 'failed', problem = 'charge_disputed' WHERE id = ?", [id]),
    );
    const path = `/console/${day.organization.slug}/refunds/${withPrefix('rfd', id)}`;
    const page = await read(approver, `${path}?lang=en`);
    expect(page).toContain('charge_disputed');
    expect(page).toContain('Give up');
    expect(await read(clerk, `${path}?lang=en`)).not.toContain('Give up');
    expect((await day.app.inject(as(approver, form(`${path}/giving-up`)))).statusCode).toBe(303);
    expect((await refundsOf(0))[0]).toMatchObject({ state: 'undone' });
    expect(await day.app.get(RefundsQueries).mostOf(day.organization.id, day.donations[0] ?? '')).toBe(
      20_000n,
    );
  });
});
