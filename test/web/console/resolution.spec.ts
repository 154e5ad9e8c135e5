import { CasesQueries } from '../../../src/cases/cases.queries.js';
import { Cases } from '../../../src/cases/cases.service.js';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { buildProject } from '../../support/builders.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

describe('an entry for a case, from the form to the books', () => {
  let desk: TestConsole;
  let clerk: Person;
  let approver: Person;
  let caseId: string;
  let fundId: string;
  const at = (path: string) => `/console/${desk.society.slug}${path}`;
  const casePath = () => at(`/cases/${withPrefix('cas', caseId)}`);
  const post = (person: Person, url: string, fields: Record<string, string>) =>
    desk.app.inject(as(person, form(url, fields)));
  const read = async (person: Person, url: string) =>
    (await desk.app.inject(as(person, { method: 'GET', url }))).body;
  const asked = async () => (await desk.app.get(ApprovalsQueries).ofSubject(desk.society.id, caseId))[0];

  beforeAll(async () => {
    desk = await openConsole();
    clerk = await desk.signIn(desk.society, 'clerk');
    approver = await desk.signIn(desk.society, 'approver');
    ({ fundId } = await buildProject(desk.app, { organizationId: desk.society.id }));
    caseId = await desk.app.database.inTransaction((tx) =>
      desk.app.get(Cases).open(tx, {
        ...{ organizationId: desk.society.id, kind: 'D13', dedupeKey: newId() },
        ...{ subjectType: 'statement_line', subjectId: newId(), amount: 1_234n, currency: 'CNY' },
      }),
    );
  });
  afterAll(() => desk.app.close());

  test('a form that is wrong comes back with everything that was typed', async () => {
    expect(await read(clerk, casePath())).toContain(`${casePath()}/entry`);
    const refused = await post(clerk, `${casePath()}/entry`, {
      leg1_fund: fundId,
      leg1_debit: '100201',
      leg1_credit: '410102',
      leg1_amount: '12,34',
      memo: '银行利息<误记>',
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('请输入大于零的金额');
    expect(refused.body).toContain('value="12,34"');
    expect(refused.body).toContain('银行利息&lt;误记>');
    expect(await asked()).toBeUndefined();
  });

  test('is asked for, read whole, agreed to, and closes the case', async () => {
    const proposed = await post(clerk, `${casePath()}/entry`, {
      leg1_fund: fundId,
      leg1_debit: '100201',
      leg1_credit: '410102',
      leg1_amount: '12.34',
      memo: '银行利息',
    });
    expect(proposed.headers.location).toBe(`${casePath()}?done=requested`);
    const approval = await asked();
    const page = at(`/approvals/${withPrefix('apr', approval?.id ?? '')}`);
    expect(await read(clerk, casePath())).toContain(page);
    const shown = await read(approver, page);
    for (const text of ['100201 捐赠专户', '410102 捐赠收入—限定性', '¥12.34', '银行利息', 'D13'])
      expect(shown).toContain(text);
    // A page that was opened before the request changed would send another hash.
    const stale = await post(approver, `${page}/vote`, { shown: 'f'.repeat(64) });
    expect(stale.statusCode).toBe(409);
    expect(stale.body).toContain('申请之后内容有变化');
    const hash = /name="shown" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? '';
    const voted = await post(approver, `${page}/vote`, { shown: hash });
    expect([voted.statusCode, voted.headers.location]).toEqual([303, at('/approvals?done=approved')]);
    expect(await read(approver, at('/approvals?done=approved'))).toContain('已批准并执行');
    expect(await desk.app.get(CasesQueries).detail(desk.society.id, caseId)).toMatchObject({
      item: { state: 'closed', outcome: 'RESOLVED' },
    });
    expect((await post(approver, `${page}/vote`, { shown: hash })).statusCode).toBe(409);
    const ended = await read(clerk, page);
    expect(ended).toContain('已执行');
    expect(ended).not.toContain('/vote');
    expect(await read(clerk, casePath())).toContain('更正');
  });

  test('is proposed by clerks only', async () => {
    for (const role of ['approver', 'supervisor', 'administrator'] as const) {
      const person = await desk.signIn(desk.society, role);
      expect((await post(person, `${casePath()}/entry`, {})).statusCode).toBe(404);
    }
  });
});
