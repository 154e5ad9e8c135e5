import fc from 'fast-check';
import { newId } from '../../src/kernel/ids.js';
import { Approvals } from '../../src/platform/approvals/approvals.js';
import { Logins } from '../../src/staff/logins.service.js';
import { ACTS, lacking, type RightsWish, rightsPayload, shrinks, wishOf } from '../../src/staff/rights.js';
import { type AskedRights, Rights } from '../../src/staff/rights.service.js';
import { ROLES, type Role } from '../../src/staff/roles.js';
import { SecondFactor } from '../../src/staff/second-factor.service.js';
import { Sessions } from '../../src/staff/sessions.service.js';
import { StaffQueries } from '../../src/staff/staff.queries.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildChapter, buildOrganization } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';

const ORIGIN = { address: '203.0.113.8', userAgent: 'Jest' };

describe('rules about rights', () => {
  test('what is shown says the whole wish: it can be read back from it', () => {
    const wish: fc.Arbitrary<RightsWish> = fc.record({
      act: fc.constantFrom(...ACTS),
      reason: fc.string(),
      loginName: fc.string(),
      displayName: fc.string(),
      roles: fc.subarray([...ROLES]),
      linkSha256: fc.option(fc.stringMatching(/^[0-9a-f]{64}$/)),
    });
    fc.assert(
      fc.property(wish, fc.subarray([...ROLES]), fc.boolean(), (asked, held, flag) => {
        const about = asked.act === 'add' || asked.act === 'roles' ? asked : { ...asked, roles: [] };
        const shown = rightsPayload(about, { roles: held, disabled: flag, secondFactor: flag });
        expect(wishOf(JSON.parse(JSON.stringify(shown)))).toEqual(about);
      }),
    );
  });
  test.each([
    [1, 2, 0, 2, 'rights_last_administrator'],
    [2, 2, 1, 2, null],
    [1, 2, 1, 1, 'rights_last_approvers'],
    [1, 3, 1, 2, null],
    [1, 1, 1, 0, 'rights_last_approvers'],
    [1, 1, 1, 2, null],
    [0, 0, 0, 0, null],
  ] as const)('%i administrators and %i approvers become %i and %i: %s', (a, b, c, d, code) => {
    const before = { administrators: a, approvers: b };
    expect(lacking(before, { administrators: c, approvers: d })).toBe(code);
  });
  test('whoever loses one role of several has less', () => {
    expect([shrinks(['clerk', 'editor'], ['clerk']), shrinks(['clerk'], ['clerk', 'editor'])]).toEqual([
      true,
      false,
    ]);
  });
});

describe('rights that two people change', () => {
  let app: TestApp;
  let organizationId: string;
  let administrator: string;
  let approvers: [string, string];
  beforeAll(async () => {
    app = await openTestApp();
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    organizationId = await buildOrganization(app);
    administrator = await buildPerson(app, organizationId, 'administrator');
    approvers = [
      await buildPerson(app, organizationId, 'approver'),
      await buildPerson(app, organizationId, 'approver'),
    ];
  });

  const rights = () => app.get(Rights);
  const by = (staffId: string, where = organizationId) => ({ staffId, organizationId: where });
  const ask = (asked: Omit<AskedRights, 'reason'>, staffId = administrator, where = organizationId) =>
    rights().request(by(staffId, where), { reason: 'new duties', ...asked });
  const agree = async (approvalId: string, staffId = approvers[0], where = organizationId) =>
    rights().approve(by(staffId, where), approvalId, await shownHash(app, where, approvalId));
  const agreed = async (asked: Omit<AskedRights, 'reason'>) => {
    const { approvalId, token } = await ask(asked);
    expect(await agree(approvalId)).toBe('done');
    return token;
  };
  const of = async (staffId: string, where = organizationId) =>
    (await app.get(StaffQueries).ofOrganization(where)).find(({ id }) => id === staffId);
  const rolesOf = async (staffId: string) => [...((await of(staffId))?.roles ?? [])].sort();
  const signIn = async (staffId: string) =>
    app.get(Logins).byLink(await app.get(Logins).createLink(staffId), ORIGIN);
  const setRoles = (staffId: string, ...roles: Role[]) => ({ act: 'roles', staffId, roles }) as const;
  const audited = async (subjectId: string) =>
    (
      await app.database.rows<{ action: string }>(
        "SELECT action FROM audit_event WHERE subject_id = ? AND subject_type = 'staff_member' ORDER BY id",
        [subjectId],
      )
    ).map(({ action }) => action);

  test('somebody new comes in with the link that was shown when it was asked for', async () => {
    const loginName = `new-${newId()}`;
    const added = { act: 'add', staffId: null, loginName, displayName: ' 林晓 ', roles: ['clerk'] } as const;
    const { approvalId, token } = await ask(added);
    await expect(app.get(Logins).byLink(token ?? '', ORIGIN)).rejects.toMatchObject({
      code: 'login_link_spent',
    });
    await expect(ask(added)).rejects.toMatchObject({ code: 'login_name_taken' });
    await agree(approvalId);
    const session = await app.get(Logins).byLink(token ?? '', ORIGIN);
    const staff = await app.get(Sessions).identify(session);
    expect(staff).toMatchObject({ loginName, displayName: '林晓', hasPassword: false });
    expect(staff?.assignments).toEqual([{ organizationId, role: 'clerk' }]);
    expect(await audited(staff?.staffId ?? '')).toEqual(['staff.add']);
    await expect(ask(added)).rejects.toMatchObject({ code: 'login_name_taken' });
  });

  test('what was typed is refused field by field, and nothing waits', async () => {
    const empty = { act: 'add', staffId: null, loginName: 'a b', displayName: '', roles: [] } as const;
    await expect(rights().request(by(administrator), { ...empty, reason: ' ' })).rejects.toMatchObject({
      code: 'rights_invalid',
      fields: [
        { field: 'login_name' },
        { field: 'display_name' },
        { field: 'roles' },
        { field: 'reason', code: 'empty' },
      ],
    });
  });

  test('roles are given and taken; whoever has less afterwards is logged out at once', async () => {
    const person = await buildPerson(app, organizationId, 'clerk');
    const session = await signIn(person);
    await agreed(setRoles(person, 'clerk', 'editor'));
    expect(await app.get(Sessions).identify(session)).not.toBeNull();
    await agreed(setRoles(person, 'editor'));
    expect(await rolesOf(person)).toEqual(['editor']);
    expect(await app.get(Sessions).identify(session)).toBeNull();
    await expect(ask(setRoles(person, 'editor'))).rejects.toMatchObject({ code: 'rights_unchanged' });
    expect(await audited(person)).toEqual(['staff.roles', 'staff.roles']);
  });

  test('nobody changes their own rights, and nobody agrees to a change of their own', async () => {
    await expect(ask(setRoles(administrator, 'administrator', 'approver'))).rejects.toMatchObject({
      code: 'rights_own',
    });
    const { approvalId } = await ask(setRoles(approvers[0], 'approver', 'administrator'));
    await expect(agree(approvalId, approvers[0])).rejects.toMatchObject({ code: 'rights_own' });
    const both = await buildPerson(app, organizationId, 'administrator', 'approver');
    const asked = await ask(setRoles(approvers[1], 'approver', 'clerk'), both);
    await expect(agree(asked.approvalId, both)).rejects.toMatchObject({ code: 'approval_own_vote' });
    await expect(agree(asked.approvalId, administrator)).rejects.toMatchObject({
      code: 'approval_not_entitled',
    });
    expect(await rolesOf(approvers[1])).toEqual(['approver']);
  });

  test('only an administrator asks, and one who lost the role in between asked for nothing', async () => {
    const clerk = await buildPerson(app, organizationId, 'clerk');
    await expect(ask(setRoles(clerk, 'editor'), approvers[0])).rejects.toMatchObject({
      code: 'rights_not_administrator',
    });
    const second = await buildPerson(app, organizationId, 'administrator');
    const { approvalId } = await ask(setRoles(clerk, 'approver'), second);
    await rights().shutOut(by(administrator), second, 'left today');
    await expect(agree(approvalId)).rejects.toMatchObject({ code: 'rights_not_administrator' });
    expect(await rolesOf(clerk)).toEqual(['clerk']);
  });

  test('the last administrator and the last two approvers stay', async () => {
    const second = await buildPerson(app, organizationId, 'administrator');
    const both = [setRoles(administrator, 'clerk'), setRoles(second, 'clerk')] as const;
    const first = await ask(both[0], second);
    const other = await ask(both[1], administrator);
    await agree(first.approvalId);
    await expect(agree(other.approvalId)).rejects.toMatchObject({ code: 'rights_not_administrator' });
    for (const refused of [
      () => ask(setRoles(approvers[0], 'clerk'), second),
      () => rights().shutOut(by(second), approvers[0], 'lost phone'),
    ])
      await expect(refused()).rejects.toMatchObject({ code: 'rights_last_approvers' });
    await buildPerson(app, organizationId, 'approver');
    await rights().shutOut(by(second), approvers[0], 'lost phone');
    expect((await of(approvers[0]))?.disabledAt).not.toBeNull();
    expect((await of(second))?.roles).toEqual(['administrator']);
  });

  test('two who take away one approver each at the same moment leave two of three', async () => {
    const second = await buildPerson(app, organizationId, 'administrator');
    await buildPerson(app, organizationId, 'approver');
    const outcomes = await Promise.allSettled([
      rights().shutOut(by(administrator), approvers[0], 'a'),
      rights().shutOut(by(second), approvers[1], 'b'),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const standing = await Promise.all(approvers.map((id) => of(id)));
    expect(standing.filter((each) => each?.disabledAt === null)).toHaveLength(1);
  });

  test('agreed to twice at once, it is done once', async () => {
    const person = await buildPerson(app, organizationId, 'clerk');
    const { approvalId } = await ask(setRoles(person, 'clerk', 'editor'));
    const outcomes = await Promise.allSettled(approvers.map((each) => agree(approvalId, each)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await rolesOf(person)).toEqual(['clerk', 'editor']);
    expect(await audited(person)).toEqual(['staff.roles']);
  });

  test('what changed since it was shown, or is too old, is not done', async () => {
    const person = await buildPerson(app, organizationId, 'clerk');
    const { approvalId } = await ask(setRoles(person, 'clerk', 'approver'));
    const hash = await shownHash(app, organizationId, approvalId);
    await app.database.inTransaction((tx) =>
      tx.query("UPDATE staff_role SET role = 'editor' WHERE staff_id = ?", [person]),
    );
    await expect(rights().approve(by(approvers[0]), approvalId, hash)).rejects.toMatchObject({
      code: 'approval_changed',
    });
    const other = await buildPerson(app, organizationId, 'clerk');
    const late = await ask(setRoles(other, 'clerk', 'approver'));
    app.clock.advance(72 * 3_600_000);
    await expect(agree(late.approvalId)).rejects.toMatchObject({ code: 'approval_expired' });
    expect(await rolesOf(other)).toEqual(['clerk']);
    await expect(ask(setRoles(other, 'clerk', 'approver'))).resolves.toBeDefined();
  });

  test('a link takes the old password away; reset codes are set up anew; both log everybody out', async () => {
    const person = await app.get(StaffMembers).create({
      ...{ loginName: `p-${newId()}`, displayName: '周静', password: 'seven bridges of spring' },
      roles: [{ organizationId, role: 'clerk' }],
    });
    const session = await signIn(person);
    await expect(ask({ act: 'second_factor', staffId: person })).rejects.toMatchObject({
      code: 'rights_unchanged',
    });
    const token = await agreed({ act: 'login_link', staffId: person });
    expect(await app.get(Sessions).identify(session)).toBeNull();
    const anew = await app.get(Sessions).identify(await app.get(Logins).byLink(token ?? '', ORIGIN));
    expect(anew?.hasPassword).toBe(false);
    await app.get(SecondFactor).beginEnrolment(person);
    await app.database.inTransaction((tx) =>
      tx.query('UPDATE staff_member SET totp_confirmed_at = ?, totp_last_step = 1 WHERE id = ?', [
        app.clock.now(),
        person,
      ]),
    );
    await agreed({ act: 'second_factor', staffId: person });
    expect((await of(person))?.secondFactor).toBe(false);
    expect(await app.get(Sessions).live(person)).toEqual([]);
  });

  test('shut out by one, let in again by two', async () => {
    const person = await buildPerson(app, organizationId, 'clerk');
    const session = await signIn(person);
    await expect(rights().shutOut(by(administrator), person, ' ')).rejects.toMatchObject({
      code: 'rights_invalid',
    });
    expect(await rights().shutOut(by(administrator), person, 'phished')).toBe('shut_out');
    expect(await app.get(Sessions).identify(session)).toBeNull();
    await expect(ask({ act: 'login_link', staffId: person })).rejects.toMatchObject({
      code: 'rights_unchanged',
    });
    await agreed({ act: 'let_in', staffId: person });
    expect((await of(person))?.disabledAt).toBeNull();
    expect(await audited(person)).toEqual(['staff.shut_out', 'staff.let_in']);
    for (const staffId of [administrator])
      await expect(rights().shutOut(by(administrator), staffId, 'x')).rejects.toMatchObject({
        code: 'rights_own',
      });
  });

  test('another organization reaches nobody here, and a chapter no account of its society', async () => {
    const strange = await buildOrganization(app);
    const chief = await buildPerson(app, strange, 'administrator');
    const person = await buildPerson(app, organizationId, 'clerk');
    const gone = { code: 'staff_not_found' };
    await expect(ask(setRoles(person, 'editor'), chief, strange)).rejects.toMatchObject(gone);
    await expect(rights().shutOut(by(chief, strange), person, 'x')).rejects.toMatchObject(gone);
    await expect(ask(setRoles(person, 'editor'), chief)).rejects.toMatchObject({
      code: 'rights_not_administrator',
    });
    const { approvalId } = await ask(setRoles(person, 'editor'));
    const voter = await buildPerson(app, strange, 'approver');
    const hash = await shownHash(app, organizationId, approvalId);
    await expect(rights().approve(by(voter, strange), approvalId, hash)).rejects.toMatchObject({
      kind: 'not_found',
    });

    const chapter = await buildChapter(app, organizationId);
    const local = await buildPerson(app, chapter, 'administrator');
    const shared = await app.get(StaffMembers).create({
      ...{ loginName: `p-${newId()}`, displayName: '周静' },
      roles: [
        { organizationId, role: 'clerk' },
        { organizationId: chapter, role: 'clerk' },
      ],
    });
    await expect(ask({ act: 'login_link', staffId: shared }, local, chapter)).rejects.toMatchObject({
      code: 'rights_elsewhere',
    });
    expect(await rights().shutOut(by(local, chapter), shared, 'moved away')).toBe('roles_taken');
    expect(await of(shared)).toMatchObject({ disabledAt: null, roles: ['clerk'] });
    expect(await of(shared, chapter)).toBeUndefined();
  });

  test('a request that was taken back changes nothing', async () => {
    const person = await buildPerson(app, organizationId, 'clerk');
    const { approvalId } = await ask(setRoles(person, 'editor'));
    await app.database.inTransaction((tx) =>
      app.get(Approvals).withdraw(tx, { approvalId, organizationId, staffId: administrator }),
    );
    await expect(agree(approvalId)).rejects.toMatchObject({ code: 'approval_not_open' });
    expect(await rolesOf(person)).toEqual(['clerk']);
  });
});
