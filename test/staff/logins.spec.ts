import { newId } from '../../src/kernel/ids.js';
import { openStaffRoom, type StaffRoom } from './staff-room.js';

const ORIGIN = { address: '203.0.113.7', userAgent: 'Jest' };
const PASSWORD = 'paper lanterns at dusk';
const MINUTE = 60_000;

describe('logging in', () => {
  let room: StaffRoom;
  beforeAll(async () => {
    room = await openStaffRoom();
  });
  afterAll(() => room.close());

  const person = async (overrides: { password?: string; role?: 'clerk' | 'approver' } = {}) => {
    const loginName = `p-${newId()}`;
    const staffId = await room.members.create({
      loginName,
      displayName: '王芳',
      password: overrides.password ?? PASSWORD,
      roles: [{ organizationId: room.organizationId, role: overrides.role ?? 'clerk' }],
    });
    return { loginName, staffId };
  };
  const failure = (code: string) => expect.objectContaining({ code });

  test('name and password open a session that says who it is and what they may do', async () => {
    const { loginName, staffId } = await person();
    const token = await room.logins.byPassword(loginName, PASSWORD, ORIGIN);
    expect(await room.sessions.identify(token)).toMatchObject({
      staffId,
      displayName: '王芳',
      secondFactor: 'not_needed',
      assignments: [{ organizationId: room.organizationId, role: 'clerk' }],
    });
  });

  test('wrong password, unknown name and no password get one and the same answer', async () => {
    const { loginName } = await person();
    const linkOnly = `p-${newId()}`;
    await room.members.create({ loginName: linkOnly, displayName: '无', roles: [] });
    const tries = [
      room.logins.byPassword(loginName, 'not this one', ORIGIN),
      room.logins.byPassword('nobody-of-that-name', PASSWORD, ORIGIN),
      room.logins.byPassword(linkOnly, '', ORIGIN),
    ];
    const answers = await Promise.allSettled(tries);
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 'rejected',
        reason: { kind: 'unauthenticated', code: 'login_failed' },
      });
    }
  });

  test('five failures pause the account even for the right password, and the pause ends', async () => {
    const { loginName } = await person();
    const origin = { ...ORIGIN, address: '203.0.113.50' };
    for (let i = 0; i < 5; i++) {
      await expect(room.logins.byPassword(loginName, 'wrong', origin)).rejects.toEqual(
        failure('login_failed'),
      );
    }
    await expect(room.logins.byPassword(loginName, PASSWORD, origin)).rejects.toEqual(
      failure('login_failed'),
    );
    room.clock.advance(MINUTE);
    await expect(room.logins.byPassword(loginName, PASSWORD, origin)).resolves.toHaveLength(43);
  });

  test('tries sent at one moment are counted before they are answered', async () => {
    const { staffId } = await person();
    const { LoginAttempts } = await import('../../src/staff/login-attempts.service.js');
    const attempts = Reflect.get(room.logins, 'attempts') as InstanceType<typeof LoginAttempts>;
    const answers = await Promise.all(Array.from({ length: 12 }, () => attempts.atAccount(staffId)));
    expect(answers.filter(Boolean)).toHaveLength(5);
  });

  test('one address may not try name after name; another address still may', async () => {
    const busy = { ...ORIGIN, address: '2001:db8:1:2::9' };
    const attempts = Reflect.get(room.logins, 'attempts') as { fromSource(address: string): Promise<void> };
    for (let i = 0; i < 30; i++) await attempts.fromSource(`2001:db8:1:2:${i.toString(16)}::1`);
    await expect(room.logins.byPassword('whoever', 'x', busy)).rejects.toMatchObject({
      kind: 'too_many_requests',
      code: 'too_many_logins',
    });
    await expect(attempts.fromSource('2001:db8:1:3::1')).resolves.toBeUndefined();
    room.clock.advance(16 * MINUTE);
    await expect(attempts.fromSource(busy.address)).resolves.toBeUndefined();
  });

  test('neither password, token, link nor address stands in the database', async () => {
    const { loginName, staffId } = await person();
    const origin = { ...ORIGIN, address: '198.51.100.77' };
    const token = await room.logins.byPassword(loginName, PASSWORD, origin);
    const link = await room.logins.createLink(staffId);
    const dump = JSON.stringify(
      await Promise.all(
        ['staff_member', 'staff_session', 'staff_login_link', 'login_source'].map((table) =>
          room.database.rows(`SELECT * FROM ${table}`),
        ),
      ),
    );
    expect(dump).toContain('scrypt$32768$8$3$');
    for (const secret of [PASSWORD, token, link, origin.address]) expect(dump).not.toContain(secret);
  });

  test('a one-time link works once, within a day, and not for somebody shut out', async () => {
    const { staffId } = await person();
    const link = await room.logins.createLink(staffId);
    expect(await room.logins.peekLink(link)).toEqual({ displayName: '王芳' });
    const both = await Promise.allSettled([
      room.logins.byLink(link, ORIGIN),
      room.logins.byLink(link, ORIGIN),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await room.logins.peekLink(link)).toBeNull();

    const late = await room.logins.createLink(staffId);
    room.clock.advance(24 * 60 * MINUTE + 1);
    await expect(room.logins.byLink(late, ORIGIN)).rejects.toMatchObject({ kind: 'gone' });

    const shut = await room.logins.createLink(staffId);
    await room.database.inTransaction((tx) => room.members.disable(tx, staffId));
    await expect(room.logins.byLink(shut, ORIGIN)).rejects.toMatchObject({ kind: 'gone' });
    await expect(room.logins.byLink('no such link', ORIGIN)).rejects.toMatchObject({ kind: 'gone' });
  });

  test('a login name belongs to one person', async () => {
    const { loginName } = await person();
    await expect(room.members.create({ loginName, displayName: 'x', roles: [] })).rejects.toMatchObject({
      kind: 'conflict',
      fields: [{ field: 'login_name', code: 'login_name_taken' }],
    });
  });
});
