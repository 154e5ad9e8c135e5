import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Approvals, type Operation } from '../../../src/platform/approvals/approvals.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

describe('the console’s approvals', () => {
  let desk: TestConsole;
  let clerk: Person;
  let approver: Person;
  beforeAll(async () => {
    desk = await openConsole();
    clerk = await desk.signIn(desk.society, 'clerk');
    approver = await desk.signIn(desk.society, 'approver');
  });
  afterAll(() => desk.app.close());

  const base = () => `/console/${desk.society.slug}/approvals`;
  const ask = (payload: object = { amount: '12345', currency: 'CNY', reason: 'donor_asked' }, by = clerk) =>
    desk.app.database.inTransaction((tx) =>
      desk.app.get(Approvals).request(tx, {
        organizationId: desk.society.id,
        operation: 'refund' satisfies Operation,
        subjectId: newId(),
        payload,
        requestedBy: by.staffId,
      }),
    );
  const path = (id: string, more = '') => `${base()}/${withPrefix('apr', id)}${more}`;
  const read = async (person: Person, url: string) =>
    (await desk.app.inject(as(person, { method: 'GET', url }))).body;
  const state = async (id: string) => (await desk.app.get(ApprovalsQueries).byId(desk.society.id, id))?.state;

  test('lists what waits with its amount, and the navigation counts it', async () => {
    const id = await ask();
    const list = await read(approver, `${base()}?lang=en`);
    expect(list).toContain(withPrefix('apr', id));
    expect(list).toContain('Refund');
    expect(list).toMatch(/123\.45/);
    const open = await desk.app.get(ApprovalsQueries).countOpen(desk.society.id);
    expect(await read(clerk, `/console/${desk.society.slug}`)).toMatch(
      new RegExp(`审批\\s*<span class="badge badge-warn">${open}</span>`),
    );
  });

  test('shows every field of what was hashed, before beside after, and nothing as markup', async () => {
    const id = await ask({
      amount: '500',
      currency: 'CNY',
      day: '2026-11-20',
      memo: '<b>x</b>',
      before: { role: 'clerk' },
      after: { role: 'approver', since: '2026-11-20T04:00:00.000Z' },
      transfers: [{ debit: '220901', credit: '410102', amount: '500' }],
      source: { account: 'main' },
    });
    const page = await read(approver, `${path(id)}?lang=en`);
    for (const text of ['20 Nov 2026', '&lt;b>x&lt;/b>', 'clerk', 'approver', '220901', '410102', 'main'])
      expect(page).toContain(text);
    expect(page.match(/5\.00/g)).toHaveLength(2);
    expect(page).not.toContain('<b>x</b>');
  });

  test('leaves the requester nothing but to take it back, and others not that', async () => {
    const both = await desk.signIn(desk.society, 'clerk', 'approver');
    const id = await ask(undefined, both);
    const own = await read(both, path(id));
    expect(own).toContain('/withdrawal');
    expect(own).not.toContain('/vote');
    const refused = await desk.app.inject(as(approver, form(path(id, '/withdrawal'))));
    expect(refused.statusCode).toBe(403);
    const rejected = await desk.app.inject(as(both, form(path(id, '/rejection'), { reason: 'x' })));
    expect(rejected.statusCode).toBe(403);
    const withdrawn = await desk.app.inject(as(both, form(path(id, '/withdrawal'))));
    expect([withdrawn.statusCode, withdrawn.headers.location]).toEqual([303, `${base()}?done=withdrawn`]);
    expect(await state(id)).toBe('withdrawn');
    expect((await desk.app.inject(as(both, form(path(id, '/withdrawal'))))).statusCode).toBe(409);
  });

  test('refuses with a reason, which the requester then reads; without one it keeps what was typed', async () => {
    const id = await ask();
    const empty = await desk.app.inject(as(approver, form(path(id, '/rejection'), { reason: '  ' })));
    expect(empty.statusCode).toBe(422);
    expect(empty.body).toContain('请写明理由');
    const done = await desk.app.inject(as(approver, form(path(id, '/rejection'), { reason: '金额有误' })));
    expect(done.headers.location).toBe(`${base()}?done=rejected`);
    expect(await read(clerk, path(id))).toContain('金额有误');
    expect(await read(clerk, `${base()}?done=rejected`)).toContain('申请已驳回');
  });

  test('is no door for clerks’ answers, strangers’ ids and empty votes', async () => {
    const id = await ask();
    for (const verb of ['/vote', '/rejection'])
      expect((await desk.app.inject(as(clerk, form(path(id, verb), { reason: 'x' })))).statusCode).toBe(404);
    expect((await desk.app.inject(as(approver, form(path(id, '/vote'))))).statusCode).toBe(409);
    expect((await desk.app.inject(as(approver, { method: 'GET', url: path(newId()) }))).statusCode).toBe(404);
    expect((await desk.app.inject(as(approver, { method: 'GET', url: `${base()}/x` }))).statusCode).toBe(404);
  });

  test('keeps decided requests, page by page', async () => {
    for (let n = 0; n < 51; n++) {
      const id = await ask();
      await desk.app.database.inTransaction((tx) =>
        desk.app
          .get(Approvals)
          .withdraw(tx, { approvalId: id, organizationId: desk.society.id, staffId: clerk.staffId }),
      );
    }
    const first = await read(clerk, base());
    expect(first).toContain('?page=2');
    const second = await read(clerk, `${base()}?page=2`);
    expect(second).toContain('已撤回');
    expect(second).toContain('?page=1');
    expect(second).not.toContain('等待复核人</caption>');
  });
});
