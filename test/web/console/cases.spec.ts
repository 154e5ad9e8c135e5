import { CasesQueries } from '../../../src/cases/cases.queries.js';
import { Cases } from '../../../src/cases/cases.service.js';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

describe('the console’s cases', () => {
  let desk: TestConsole;
  let clerk: Person;
  let supervisor: Person;
  beforeAll(async () => {
    desk = await openConsole();
  });
  beforeEach(async () => {
    clerk = await desk.signIn(desk.society, 'clerk');
    supervisor = await desk.signIn(desk.society, 'supervisor');
  });
  afterAll(() => desk.app.close());

  const base = () => `/console/${desk.society.slug}/cases`;
  const opened = (kind = 'D05', amount = 300n) =>
    desk.app.database.inTransaction((tx) =>
      desk.app.get(Cases).open(tx, {
        organizationId: desk.society.id,
        kind,
        dedupeKey: newId(),
        subjectType: 'donation',
        subjectId: newId(),
        amount,
        currency: 'CNY',
        detail: 'one line says 3.00 more',
      }),
    );
  const path = (id: string, more = '') => `${base()}/${withPrefix('cas', id)}${more}`;
  const read = async (url: string, person = clerk) =>
    (await desk.app.inject(as(person, { method: 'GET', url }))).body;
  const post = (id: string, verb: string, fields: Record<string, string>, person = clerk) =>
    desk.app.inject(as(person, form(path(id, verb), fields)));

  test('says what is at stake, since when and until when', async () => {
    const id = await opened();
    expect((await post(id, '/due', { due: '2026-11-19' })).headers.location).toContain('done=case');
    await post(id, '/owner', { owner: clerk.staffId });
    desk.app.clock.advance(3 * 86_400_000);
    // The clerk's own session has ended meanwhile.
    const later = await desk.signIn(desk.society, 'clerk');
    await post(id, '/owner', { owner: later.staffId }, later);
    const list = await read(`${base()}?lang=en&view=mine`, later);
    expect(list).toContain(withPrefix('cas', id));
    expect(list).toContain('3 d');
    expect(list).toContain('overdue');
    expect(list).toMatch(/3\.00/);
    const page = await read(`${path(id)}?lang=en`, later);
    expect(page).toContain('D05 Fee differs');
    expect(page).toContain('one line says 3.00 more');
    expect(page).toContain('Case handed over');
  });

  test('keeps what was typed when a form is refused, and says beside the field why', async () => {
    const id = await opened('D01', 50_000n);
    const refused = await post(id, '/closing', { outcome: 'RESOLVED', reason: '已查明' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('请选择更正所用的分录');
    expect(refused.body).toContain('已查明');
    expect(refused.body).toMatch(/value="RESOLVED" checked/);
    expect((await post(id, '/closing', { reason: 'x' })).body).toContain('请选择结案结果');
    expect((await post(id, '/notes', { note: '' })).statusCode).toBe(422);
    expect((await post(id, '/owner', { owner: newId() })).statusCode).toBe(422);
    expect((await post(id, '/due', { due: 'tomorrow' })).statusCode).toBe(422);
  });

  test('closes, shows the end to everybody who reads, and offers no form any more', async () => {
    const id = await opened();
    await post(id, '/notes', { note: '已向支付机构<核实>' });
    const closed = await post(id, '/closing', { outcome: 'WRITTEN_OFF', reason: '零头' });
    expect([closed.statusCode, closed.headers.location]).toEqual([303, `${path(id)}?done=case`]);
    const page = await read(path(id), supervisor);
    for (const text of ['核销', '零头', '已向支付机构&lt;核实>', '已结案']) expect(page).toContain(text);
    expect(page).not.toContain(path(id, '/closing'));
    expect((await post(id, '/notes', { note: 'late' })).statusCode).toBe(409);
    expect(await read(`${base()}?view=closed`)).toContain(withPrefix('cas', id));
    expect(await read(base())).not.toContain(withPrefix('cas', id));
  });

  test('is read by supervisors and changed by clerks and approvers only', async () => {
    const id = await opened();
    expect(await read(path(id), supervisor)).not.toContain('/notes');
    for (const person of [supervisor, await desk.signIn(desk.society, 'administrator')])
      expect((await post(id, '/notes', { note: 'x' }, person)).statusCode).toBe(404);
    expect((await desk.app.get(CasesQueries).detail(desk.society.id, id))?.notes).toEqual([]);
  });

  test('turns pages', async () => {
    for (let n = 0; n < 51; n++) await opened();
    expect(await read(base())).toContain('view=open&amp;page=2');
    expect(await read(`${base()}?page=2`)).toContain('view=open&amp;page=1');
  });
});
